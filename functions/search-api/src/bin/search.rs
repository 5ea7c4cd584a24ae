//! The Lambda `search`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(search_api::search::route())
}
