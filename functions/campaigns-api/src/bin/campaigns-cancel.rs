//! The Lambda `campaigns-cancel`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::cancel::route())
}
