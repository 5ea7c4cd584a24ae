//! The Lambda `whatsapp-sync`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(whatsapp_api::sync::route())
}
