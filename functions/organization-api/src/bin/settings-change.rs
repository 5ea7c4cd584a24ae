//! The Lambda `settings-change`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(organization_api::change_settings::route())
}
