//! The Lambda `twilio-transcription`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(voice_webhooks::transcription::route())
}
