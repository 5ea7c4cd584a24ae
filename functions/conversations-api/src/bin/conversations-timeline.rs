//! The Lambda `conversations-timeline`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(conversations_api::timeline::route())
}
