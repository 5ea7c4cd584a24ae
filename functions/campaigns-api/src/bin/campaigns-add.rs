//! The Lambda `campaigns-add`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::add::route())
}
