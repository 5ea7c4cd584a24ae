//! Behind the subscriptions to the functions' logs: errors are told to a service that collects them.

use hub_core::error_report::LogBatch;
use hub_core::flows::report_errors::report_errors;
use hub_core::ports::PortResult;
use hub_lambda::{Hub, Route};

/// Behind the function `forward-errors`.
#[must_use]
pub fn route() -> Route {
    Route::logs("forward-errors", handle)
}

/// Reports the errors of a batch.
///
/// # Errors
/// The service's; Lambda tries the batch twice more.
pub async fn handle(hub: Hub, batch: LogBatch) -> PortResult<()> {
    report_errors(&hub.ports, &batch).await
}
