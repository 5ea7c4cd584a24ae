//! The Lambda `twilio-voice-outbound`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(voice_webhooks::outbound::route())
}
