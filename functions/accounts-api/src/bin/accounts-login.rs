//! The Lambda `accounts-login`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::login::route())
}
