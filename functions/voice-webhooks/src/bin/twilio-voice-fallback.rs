//! The Lambda `twilio-voice-fallback`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(voice_webhooks::fallback::route())
}
