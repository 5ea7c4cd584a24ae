//! The Lambda `conversations-read`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(conversations_api::read::route())
}
