//! The Lambda `twilio-call-status`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(voice_webhooks::call_status::route())
}
