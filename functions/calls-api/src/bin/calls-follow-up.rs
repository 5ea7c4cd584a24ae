//! The Lambda `calls-follow-up`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::follow_up::route())
}
