//! The Lambda `media-fetch`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(media_api::fetch::route())
}
