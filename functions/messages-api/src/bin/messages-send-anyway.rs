//! The Lambda `messages-send-anyway`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(messages_api::send_anyway::route())
}
