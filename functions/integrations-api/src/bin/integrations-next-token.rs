//! The Lambda `integrations-next-token`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(integrations_api::next_token::route())
}
