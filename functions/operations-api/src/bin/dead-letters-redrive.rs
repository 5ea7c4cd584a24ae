//! The Lambda `dead-letters-redrive`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(operations_api::redrive::route())
}
