//! The Lambda `calls-customers`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::customers::route())
}
