//! The Lambda `schedule-cancel`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(schedule_api::cancel::route())
}
