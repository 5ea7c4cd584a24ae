//! The Lambda `contacts-evidence`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(contacts_api::evidence::route())
}
