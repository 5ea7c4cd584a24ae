//! The Lambda `templates-change`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::change_template::route())
}
