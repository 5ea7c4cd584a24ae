//! The Lambda `bury-dead-letters`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(workers::bury_dead_letters::route())
}
