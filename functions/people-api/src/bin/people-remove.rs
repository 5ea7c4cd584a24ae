//! The Lambda `people-remove`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(people_api::remove::route())
}
