//! The Lambda `campaigns-start`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::start::route())
}
