//! The Lambda `accounts-signup`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::signup::route())
}
