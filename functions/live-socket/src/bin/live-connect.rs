//! The Lambda `live-connect`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(live_socket::connect::route())
}
