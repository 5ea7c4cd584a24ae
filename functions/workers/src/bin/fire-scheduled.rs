//! The Lambda `fire-scheduled`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(workers::fire_scheduled::route())
}
