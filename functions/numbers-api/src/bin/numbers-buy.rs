//! The Lambda `numbers-buy`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::buy::route())
}
