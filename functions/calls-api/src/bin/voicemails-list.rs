//! The Lambda `voicemails-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::voicemails::route())
}
