//! The send queue's worker.

use hub_core::flows::deliver_message::{Delivery, deliver_message};
use hub_core::ports::{PortError, PortErrorKind, PortResult, SendTask};
use hub_lambda::{Hub, Route};

/// Behind the function `send-outbound`.
#[must_use]
pub fn route() -> Route {
    Route::queue("send-outbound", handle)
}

/// Hands one message to the carrier.
///
/// # Errors
/// The store's, and without `PUBLIC_BASE_URL`, because a status report could not come back.
pub async fn handle(hub: Hub, task: SendTask) -> PortResult<Delivery> {
    let Some(public_base_url) = &hub.settings.public_base_url else {
        return Err(PortError::new(PortErrorKind::Rejected, "PUBLIC_BASE_URL is not set"));
    };
    deliver_message(&hub.ports, public_base_url, &task).await
}
