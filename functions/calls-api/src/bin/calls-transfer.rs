//! The Lambda `calls-transfer`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::transfer::route())
}
