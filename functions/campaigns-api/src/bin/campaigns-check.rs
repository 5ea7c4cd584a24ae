//! The Lambda `campaigns-check`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::check::route())
}
