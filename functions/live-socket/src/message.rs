//! `$default`: the browser says something over its socket.

use hub_core::flows::typing::tell_typing;
use hub_core::ids::ConversationId;
use hub_lambda::socket::{SocketCall, SocketReply};
use hub_lambda::{ApiError, Hub, Route};
use serde_json::Value;

/// Behind the function `live-message`.
#[must_use]
pub fn route() -> Route {
    Route::socket("live-message", handle)
}

/// Answers a ping, which keeps the gateway from closing an idle socket, and tells the team who writes where
/// (`{"typing":"<conversation>"}`); anything else is ignored.
///
/// # Errors
/// 503 if the store fails.
pub async fn handle(hub: Hub, call: SocketCall) -> Result<SocketReply, ApiError> {
    let said: Value = call.frame.and_then(|frame| serde_json::from_str(&frame).ok()).unwrap_or_default();
    let written_in = said["typing"].as_str().and_then(|id| id.parse::<ConversationId>().ok());
    if let Some(conversation) = written_in {
        tell_typing(&hub.ports, &call.connection, &conversation).await?;
    }
    let frame = (said["ping"] == true).then(|| r#"{"pong":true}"#.to_owned());
    Ok(SocketReply { status: 200, frame })
}
