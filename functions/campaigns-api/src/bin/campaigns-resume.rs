//! The Lambda `campaigns-resume`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::resume::route())
}
