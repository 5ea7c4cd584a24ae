//! The Lambda `numbers-change`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::change::route())
}
