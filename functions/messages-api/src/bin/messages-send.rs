//! The Lambda `messages-send`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(messages_api::send::route())
}
