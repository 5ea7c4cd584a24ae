//! The Lambda `accounts-me`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(accounts_api::me::route())
}
