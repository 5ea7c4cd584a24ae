//! The Lambda `campaigns-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::list::route())
}
