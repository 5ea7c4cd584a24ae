//! The worker of the queue of attachments.

use hub_core::flows::deliver_message::Delivery;
use hub_core::flows::fetch_media::fetch_media;
use hub_core::ports::{MediaTask, PortResult};
use hub_lambda::{Hub, Route};

/// Behind the function `media-fetch`.
#[must_use]
pub fn route() -> Route {
    Route::media_queue("media-fetch", handle)
}

/// Fetches what a customer attached to one message.
///
/// # Errors
/// The store's, the bucket's or the vault's; the task comes again.
pub async fn handle(hub: Hub, task: MediaTask) -> PortResult<Delivery> {
    fetch_media(&hub.ports, hub.settings.media_limits, &task).await
}
