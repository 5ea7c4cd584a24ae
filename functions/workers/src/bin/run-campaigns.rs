//! The Lambda `run-campaigns`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(workers::run_campaigns::route())
}
