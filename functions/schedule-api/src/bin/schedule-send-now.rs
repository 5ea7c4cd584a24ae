//! The Lambda `schedule-send-now`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(schedule_api::send_now::route())
}
