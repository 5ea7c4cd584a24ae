//! `$default`: the browser says something over its socket.

use hub_lambda::socket::{SocketCall, SocketReply};
use hub_lambda::{ApiError, Hub, Route};
use serde_json::Value;

/// Behind the function `live-message`.
#[must_use]
pub fn route() -> Route {
    Route::socket("live-message", handle)
}

/// Answers a ping, which keeps the gateway from closing an idle socket; anything else is ignored.
///
/// # Errors
/// None.
pub async fn handle(_: Hub, call: SocketCall) -> Result<SocketReply, ApiError> {
    let said: Option<Value> = call.frame.and_then(|frame| serde_json::from_str(&frame).ok());
    let is_ping = said.is_some_and(|said| said["ping"] == true);
    Ok(SocketReply { status: 200, frame: is_ping.then(|| r#"{"pong":true}"#.to_owned()) })
}
