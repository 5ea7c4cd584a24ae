//! The worker of the queue of attachments.

use hub_core::flows::attend_call::attend_call;
use hub_core::flows::deliver_message::Delivery;
use hub_core::flows::erase_contact::remove_traces;
use hub_core::flows::fetch_media::fetch_media;
use hub_core::ports::{MediaTask, MediaWork, PortResult};
use hub_lambda::{Hub, Route};

/// Behind the function `media-fetch`.
#[must_use]
pub fn route() -> Route {
    Route::media_queue("media-fetch", handle)
}

/// Fetches what a customer attached to one message, does what is outstanding of a call, or removes what an erased contact
/// left.
///
/// # Errors
/// The store's, the bucket's or the vault's; the task comes again.
pub async fn handle(hub: Hub, task: MediaTask) -> PortResult<Delivery> {
    match &task.work {
        MediaWork::Message { message_id } => {
            fetch_media(&hub.ports, hub.settings.media_limits, (&task.tenant_id, message_id)).await
        }
        MediaWork::Erasure { erasure_id } => remove_traces(&hub.ports, &task.tenant_id, erasure_id).await,
        MediaWork::Call { call_id } => attend_call(&hub.ports, &task.tenant_id, call_id).await,
    }
}
