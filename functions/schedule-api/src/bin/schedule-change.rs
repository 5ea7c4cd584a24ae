//! The Lambda `schedule-change`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(schedule_api::change::route())
}
