//! The Lambda `accounts-reset-confirm`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::reset_confirm::route())
}
