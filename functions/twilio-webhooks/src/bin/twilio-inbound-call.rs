//! The Lambda `twilio-inbound-call`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(twilio_webhooks::inbound_call::route())
}
