//! The Lambda `accounts-password`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::password::route())
}
