//! The Lambda `contacts-rename`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(contacts_api::rename::route())
}
