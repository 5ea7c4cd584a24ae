//! The Lambda `numbers-release`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::release::route())
}
