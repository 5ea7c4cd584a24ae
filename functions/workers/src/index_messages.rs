//! The table stream's second worker: texts, names and numbers become findable.

use hub_core::ids::TenantId;
use hub_core::ports::{Indexed, PortResult};
use hub_lambda::{Hub, Route};

/// Behind the function `index-messages`.
#[must_use]
pub fn route() -> Route {
    Route::index("index-messages", handle)
}

/// Brings the index of the search up to a batch.
///
/// # Errors
/// The store's; the batch comes again and writes the same.
pub async fn handle(hub: Hub, changes: Vec<(TenantId, Indexed)>) -> PortResult<()> {
    hub.ports.search.index(&changes).await
}
