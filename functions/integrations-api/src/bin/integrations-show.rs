//! The Lambda `integrations-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(integrations_api::show::route())
}
