//! The Lambda `calls-export-transcript`.
fn main() -> std::process::ExitCode {
    hub_lambda::bootstrap::run(calls_api::export_transcript::route())
}
