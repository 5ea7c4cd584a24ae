//! The Lambda `sweep`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(workers::sweep::route())
}
