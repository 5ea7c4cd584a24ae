//! The Lambda `calls-active`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::active::route())
}
