//! The Lambda `calls-shares`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::shares::route())
}
