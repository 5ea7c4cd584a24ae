//! The Lambda `numbers-importable`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::importable::route())
}
