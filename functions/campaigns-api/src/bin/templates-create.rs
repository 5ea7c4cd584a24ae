//! The Lambda `templates-create`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::create_template::route())
}
