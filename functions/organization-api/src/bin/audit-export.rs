//! The Lambda `audit-export`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(organization_api::export_audit::route())
}
