//! The Lambda `conversations-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(conversations_api::show::route())
}
