//! The Lambda `calls-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::show::route())
}
