//! The Lambda `twilio-message-status`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(twilio_webhooks::message_status::route())
}
