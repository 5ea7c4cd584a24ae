//! The Lambda `integrations-connect`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(integrations_api::connect::route())
}
