//! The Lambda `webhooks-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(operations_api::webhooks::route())
}
