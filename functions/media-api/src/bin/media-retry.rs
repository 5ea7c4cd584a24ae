//! The Lambda `media-retry`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(media_api::retry::route())
}
