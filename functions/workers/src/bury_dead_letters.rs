//! The worker of the send queue's dead letters.

use hub_core::flows::dead_letters::bury;
use hub_core::flows::deliver_message::Delivery;
use hub_core::ports::{PortResult, SendTask};
use hub_lambda::{Hub, Route};

/// Behind the function `bury-dead-letters`.
#[must_use]
pub fn route() -> Route {
    Route::queue("bury-dead-letters", handle)
}

/// Ends a message that no worker could hand over, and lists it for the organisation.
///
/// # Errors
/// The store's; the task comes again.
pub async fn handle(hub: Hub, task: SendTask) -> PortResult<Delivery> {
    bury(&hub.ports, &task).await.map(|()| Delivery::Done)
}
