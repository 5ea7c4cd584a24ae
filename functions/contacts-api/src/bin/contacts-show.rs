//! The Lambda `contacts-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(contacts_api::show::route())
}
