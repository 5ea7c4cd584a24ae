//! The table stream's worker: changes become numbered live events.

use hub_core::flows::live;
use hub_core::live::Change;
use hub_core::ports::PortResult;
use hub_lambda::{Hub, Route};

/// Behind the function `publish-changes`.
#[must_use]
pub fn route() -> Route {
    Route::stream("publish-changes", handle)
}

/// Stores and pushes the events of a batch.
///
/// # Errors
/// The store's; the batch comes again and publishes nothing twice.
pub async fn handle(hub: Hub, changes: Vec<Change>) -> PortResult<()> {
    live::publish_changes(&hub.ports, changes).await
}
