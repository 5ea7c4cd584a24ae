//! The Lambda `dashboard-page`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(dashboard::page::route())
}
