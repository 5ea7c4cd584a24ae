//! The Lambda `templates-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(campaigns_api::template::route())
}
