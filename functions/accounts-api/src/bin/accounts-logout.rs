//! The Lambda `accounts-logout`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::logout::route())
}
