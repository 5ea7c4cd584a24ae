//! The Lambda `voicemails-change`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::change_voicemail::route())
}
