//! The Lambda `calls-share`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::share::route())
}
