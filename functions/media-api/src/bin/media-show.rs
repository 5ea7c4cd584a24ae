//! The Lambda `media-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(media_api::show::route())
}
