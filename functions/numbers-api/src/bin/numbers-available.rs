//! The Lambda `numbers-available`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(numbers_api::available::route())
}
