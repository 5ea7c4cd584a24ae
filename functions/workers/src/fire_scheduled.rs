//! Each minute: the time of scheduled texts has come.

use hub_core::flows::fire_scheduled::fire_due;
use hub_core::ports::{PortResult, SCHEDULE_SHARDS};
use hub_lambda::{Hub, Route};

/// Behind the function `fire-scheduled`.
#[must_use]
pub fn route() -> Route {
    Route::sharded_schedule("fire-scheduled", handle)
}

/// Fires what is due in one shard, or in all where the event names none.
///
/// # Errors
/// The store's, after everything else was fired.
pub async fn handle(hub: Hub, shard: Option<usize>) -> PortResult<()> {
    let shards = shard.map_or(0..SCHEDULE_SHARDS, |shard| shard..shard + 1);
    let mut outcome = Ok(());
    for shard in shards {
        let fired = fire_due(&hub.ports, shard).await;
        outcome = outcome.and(fired.map(drop));
    }
    outcome
}
