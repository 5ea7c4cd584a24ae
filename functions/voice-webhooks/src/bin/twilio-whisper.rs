//! The Lambda `twilio-whisper`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(voice_webhooks::whisper::route())
}
