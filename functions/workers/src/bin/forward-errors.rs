//! The Lambda `forward-errors`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(workers::forward_errors::route())
}
