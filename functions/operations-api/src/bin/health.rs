//! The Lambda `health`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(operations_api::health::route())
}
