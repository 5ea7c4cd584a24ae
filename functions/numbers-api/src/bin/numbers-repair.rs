//! The Lambda `numbers-repair`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::repair::route())
}
