//! The Lambda `calls-hold`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::hold::route())
}
