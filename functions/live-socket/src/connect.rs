//! `$connect`: a socket opens with a ticket.

use hub_core::flows::live::open_socket;
use hub_lambda::socket::{SocketCall, SocketReply};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `live-connect`.
#[must_use]
pub fn route() -> Route {
    Route::socket("live-connect", handle)
}

/// Lets the socket through if its ticket is good; otherwise the connection is refused.
///
/// # Errors
/// 401 for a missing, used or expired ticket.
pub async fn handle(hub: Hub, call: SocketCall) -> Result<SocketReply, ApiError> {
    let ticket = call.ticket.as_deref().ok_or_else(ApiError::authentication_required)?;
    let visitor = open_socket(&hub.ports, &call.connection, ticket).await?;
    visitor.map(|_| SocketReply { status: 200, frame: None }).ok_or_else(ApiError::invalid_token)
}
