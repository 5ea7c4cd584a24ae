//! The Lambda `whatsapp-add-sender`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(whatsapp_api::add_sender::route())
}
