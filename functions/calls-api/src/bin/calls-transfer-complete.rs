//! The Lambda `calls-transfer-complete`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::complete_transfer::route())
}
