//! The Lambda `calls-revoke-share`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::revoke_share::route())
}
