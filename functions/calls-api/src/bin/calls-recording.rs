//! The Lambda `calls-recording`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::recording::route())
}
