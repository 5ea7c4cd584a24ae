//! The Lambda `send-outbound`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(workers::send_outbound::route())
}
