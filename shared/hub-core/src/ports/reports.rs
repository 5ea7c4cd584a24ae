//! Telling a service that collects errors.

use async_trait::async_trait;

use super::{PortError, PortErrorKind, PortResult};
use crate::error_report::ErrorReport;

/// A service that collects errors.
#[async_trait]
pub trait ErrorReports: Send + Sync {
    /// Reports an error; the same one again does no harm.
    ///
    /// # Errors
    /// `Unavailable` and `Throttled` if it may be tried again, `Rejected` if the service does not take it.
    async fn report(&self, error: &ErrorReport) -> PortResult<()>;
}

/// None: nothing is reported.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoErrorReports;

#[async_trait]
impl ErrorReports for NoErrorReports {
    async fn report(&self, _: &ErrorReport) -> PortResult<()> {
        Err(PortError::new(PortErrorKind::Rejected, "ERROR_REPORTING_DSN is not set"))
    }
}
