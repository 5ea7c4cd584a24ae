//! The Lambda `dead-letters-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(operations_api::dead_letters::route())
}
