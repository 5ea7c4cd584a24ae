//! The Lambda `people-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(people_api::list::route())
}
