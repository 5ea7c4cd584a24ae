//! The Lambda `calls-token`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::token::route())
}
