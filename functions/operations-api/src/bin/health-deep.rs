//! The Lambda `health-deep`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(operations_api::deep_health::route())
}
