//! The Lambda `schedule-create`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(schedule_api::create::route())
}
