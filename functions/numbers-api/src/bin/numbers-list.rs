//! The Lambda `numbers-list`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::list::route())
}
