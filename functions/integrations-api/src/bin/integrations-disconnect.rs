//! The Lambda `integrations-disconnect`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(integrations_api::disconnect::route())
}
