//! The Lambda `accounts-join`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::join::route())
}
