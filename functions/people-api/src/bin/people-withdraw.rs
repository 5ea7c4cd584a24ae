//! The Lambda `people-withdraw`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(people_api::withdraw::route())
}
