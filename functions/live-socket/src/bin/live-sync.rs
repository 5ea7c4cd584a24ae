//! The Lambda `live-sync`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(live_socket::sync::route())
}
