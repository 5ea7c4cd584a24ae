//! The Lambda `contacts-erase`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(contacts_api::erase::route())
}
