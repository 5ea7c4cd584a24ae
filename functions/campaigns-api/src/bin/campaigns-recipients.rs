//! The Lambda `campaigns-recipients`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::recipients::route())
}
