//! The Lambda `notes-delete`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(conversations_api::delete_note::route())
}
