//! The Lambda `campaigns-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::show::route())
}
