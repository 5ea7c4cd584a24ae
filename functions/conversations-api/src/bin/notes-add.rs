//! The Lambda `notes-add`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(conversations_api::add_note::route())
}
