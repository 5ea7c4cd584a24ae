//! The Lambda `index-messages`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(workers::index_messages::route())
}
