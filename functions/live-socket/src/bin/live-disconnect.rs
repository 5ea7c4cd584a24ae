//! The Lambda `live-disconnect`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(live_socket::disconnect::route())
}
