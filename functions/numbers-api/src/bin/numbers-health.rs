//! The Lambda `numbers-health`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::health::route())
}
