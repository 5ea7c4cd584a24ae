//! The Lambda `live-message`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(live_socket::message::route())
}
