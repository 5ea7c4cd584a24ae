//! The Lambda `calls-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::list::route())
}
