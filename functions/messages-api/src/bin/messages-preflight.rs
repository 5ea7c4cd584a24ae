//! The Lambda `messages-preflight`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(messages_api::preflight::route())
}
