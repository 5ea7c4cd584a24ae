//! The Lambda `contacts-opt-out`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(contacts_api::opt_out::route())
}
