//! The Lambda `messages-check`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(messages_api::check::route())
}
