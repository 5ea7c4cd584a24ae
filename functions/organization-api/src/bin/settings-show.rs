//! The Lambda `settings-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(organization_api::settings::route())
}
