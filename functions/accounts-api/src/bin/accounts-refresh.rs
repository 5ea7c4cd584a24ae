//! The Lambda `accounts-refresh`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::refresh::route())
}
