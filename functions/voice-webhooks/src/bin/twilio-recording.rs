//! The Lambda `twilio-recording`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(voice_webhooks::recording::route())
}
