//! The Lambda `erasures-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(contacts_api::erasures::route())
}
