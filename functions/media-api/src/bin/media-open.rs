//! The Lambda `media-open`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(media_api::open::route())
}
