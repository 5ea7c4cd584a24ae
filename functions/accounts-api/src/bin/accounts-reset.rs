//! The Lambda `accounts-reset`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::reset::route())
}
