//! The Lambda `publish-changes`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(workers::publish_changes::route())
}
