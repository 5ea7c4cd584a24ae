//! The Lambda `campaigns-pause`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::pause::route())
}
