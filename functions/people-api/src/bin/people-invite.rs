//! The Lambda `people-invite`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(people_api::invite::route())
}
