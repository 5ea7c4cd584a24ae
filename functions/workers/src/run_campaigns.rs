//! Each minute: the texts of running campaigns go out.

use hub_core::flows::run_campaigns::run_due;
use hub_core::ports::PortResult;
use hub_lambda::{Hub, Route};

/// Behind the function `run-campaigns`.
#[must_use]
pub fn route() -> Route {
    Route::schedule("run-campaigns", handle)
}

/// Gives each campaign its turn.
///
/// # Errors
/// The store's, after every other campaign had its turn.
pub async fn handle(hub: Hub) -> PortResult<()> {
    run_due(&hub.ports).await
}
