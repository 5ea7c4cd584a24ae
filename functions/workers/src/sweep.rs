//! Each minute: queued messages that no worker took, and messages whose worker vanished.

use hub_core::flows::sweep;
use hub_core::ports::PortResult;
use hub_lambda::{Hub, Route};

/// Behind the function `sweep`.
#[must_use]
pub fn route() -> Route {
    Route::schedule("sweep", handle)
}

/// Sweeps once.
///
/// # Errors
/// The store's or the queue's.
pub async fn handle(hub: Hub) -> PortResult<()> {
    let swept = sweep::sweep(&hub.ports, hub.ports.clock.now()).await?;
    if swept != sweep::Swept::default() {
        tracing::info!(requeued = swept.requeued, uncertain = swept.uncertain, "sweep found messages");
    }
    Ok(())
}
