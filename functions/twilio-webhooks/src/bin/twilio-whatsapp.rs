//! The Lambda `twilio-whatsapp`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(twilio_webhooks::whatsapp::route())
}
