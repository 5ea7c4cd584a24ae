//! The Lambda `twilio-dial-result`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(voice_webhooks::dial_result::route())
}
