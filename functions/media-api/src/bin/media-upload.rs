//! The Lambda `media-upload`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(media_api::upload::route())
}
