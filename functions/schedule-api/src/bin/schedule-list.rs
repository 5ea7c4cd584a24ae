//! The Lambda `schedule-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(schedule_api::list::route())
}
