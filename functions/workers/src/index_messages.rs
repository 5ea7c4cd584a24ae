//! The table stream's second worker: texts, names and numbers become findable, and campaigns learn what became of their
//! texts. A stream has two readers at most, and the other one is in a hurry.

use hub_core::flows::campaign_results::record_result;
use hub_core::ids::TenantId;
use hub_core::ports::{Indexed, PortResult};
use hub_lambda::{Hub, Route};

/// Behind the function `index-messages`.
#[must_use]
pub fn route() -> Route {
    Route::index("index-messages", handle)
}

/// Brings the index of the search and the results of campaigns up to a batch.
///
/// # Errors
/// The store's; the batch comes again and writes the same.
pub async fn handle(hub: Hub, changes: Vec<(TenantId, Indexed)>) -> PortResult<()> {
    hub.ports.search.index(&changes).await?;
    for (tenant, change) in &changes {
        if let Indexed::Result(message) = change {
            record_result(&hub.ports, tenant, message).await?;
        }
    }
    Ok(())
}
