//! The Lambda `twilio-inbound-message`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(twilio_webhooks::inbound_message::route())
}
