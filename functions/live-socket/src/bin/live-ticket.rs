//! The Lambda `live-ticket`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(live_socket::ticket::route())
}
