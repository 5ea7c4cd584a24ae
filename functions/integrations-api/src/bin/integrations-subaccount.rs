//! The Lambda `integrations-subaccount`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(integrations_api::subaccount::route())
}
