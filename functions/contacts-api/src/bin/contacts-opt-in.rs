//! The Lambda `contacts-opt-in`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(contacts_api::opt_in::route())
}
