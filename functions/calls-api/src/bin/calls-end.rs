//! The Lambda `calls-end`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::end::route())
}
