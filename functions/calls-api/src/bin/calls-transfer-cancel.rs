//! The Lambda `calls-transfer-cancel`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::take_back::route())
}
