//! The Lambda `templates-delete`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::delete_template::route())
}
