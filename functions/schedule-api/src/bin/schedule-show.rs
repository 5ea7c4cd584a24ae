//! The Lambda `schedule-show`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(schedule_api::show::route())
}
