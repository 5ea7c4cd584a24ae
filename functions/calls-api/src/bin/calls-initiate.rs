//! The Lambda `calls-initiate`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::initiate::route())
}
