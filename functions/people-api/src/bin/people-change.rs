//! The Lambda `people-change`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(people_api::change::route())
}
