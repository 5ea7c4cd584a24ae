//! The Lambda `twilio-voicemail`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(voice_webhooks::voicemail::route())
}
