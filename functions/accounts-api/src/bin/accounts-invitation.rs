//! The Lambda `accounts-invitation`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::invitation::route())
}
