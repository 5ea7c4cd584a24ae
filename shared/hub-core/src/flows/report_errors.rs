//! Errors of the log are told to a service that collects them.

use crate::error_report::{LogBatch, errors_of};
use crate::flows::Ports;
use crate::ports::{PortErrorKind, PortResult};

/// Reports the errors of a batch. One that the service does not take is left out, and the others are reported.
///
/// # Errors
/// If the service cannot be reached or has too much to do: the batch may come again, which repeats nothing.
pub async fn report_errors(ports: &Ports, batch: &LogBatch) -> PortResult<()> {
    for report in errors_of(batch) {
        match ports.reports.report(&report).await {
            Err(error) if error.kind == PortErrorKind::Rejected => {
                tracing::warn!(function = report.function, %error, "error report was refused");
            }
            other => other?,
        }
    }
    Ok(())
}
