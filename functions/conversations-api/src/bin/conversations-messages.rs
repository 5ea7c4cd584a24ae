//! The Lambda `conversations-messages`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(conversations_api::messages::route())
}
