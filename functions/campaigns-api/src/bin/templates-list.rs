//! The Lambda `templates-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::templates::route())
}
