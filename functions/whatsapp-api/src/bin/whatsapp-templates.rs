//! The Lambda `whatsapp-templates`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(whatsapp_api::templates::route())
}
