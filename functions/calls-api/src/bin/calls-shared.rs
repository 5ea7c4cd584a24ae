//! The Lambda `calls-shared`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::shared::route())
}
