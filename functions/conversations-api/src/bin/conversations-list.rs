//! The Lambda `conversations-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(conversations_api::list::route())
}
