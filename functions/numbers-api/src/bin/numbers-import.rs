//! The Lambda `numbers-import`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::import::route())
}
