//! The Lambda `contacts-export`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(contacts_api::export::route())
}
