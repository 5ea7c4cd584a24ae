//! `$disconnect`: a socket closed.

use hub_core::flows::live::close_socket;
use hub_lambda::socket::{SocketCall, SocketReply};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `live-disconnect`.
#[must_use]
pub fn route() -> Route {
    Route::socket("live-disconnect", handle)
}

/// Forgets the socket.
///
/// # Errors
/// 503 if the store fails; the record then ends by its expiry or at the next push.
pub async fn handle(hub: Hub, call: SocketCall) -> Result<SocketReply, ApiError> {
    close_socket(&hub.ports, &call.connection).await?;
    Ok(SocketReply { status: 200, frame: None })
}
