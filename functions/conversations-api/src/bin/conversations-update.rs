//! The Lambda `conversations-update`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(conversations_api::update::route())
}
