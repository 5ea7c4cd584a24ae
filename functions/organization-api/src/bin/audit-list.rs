//! The Lambda `audit-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(organization_api::audit::route())
}
