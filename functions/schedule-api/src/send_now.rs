//! `POST /api/messages/scheduled/{id}/send-now`: a person does not wait for the set time.

use hub_core::flows::fire_scheduled::send_now;
use hub_core::ids::{ConversationId, MessageId, ScheduledId};
use hub_core::message::MessageStatus;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Accepted, PathId};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `schedule-send-now`.
#[must_use]
pub fn route() -> Route {
    Route::api("schedule-send-now", handle)
}

/// A scheduled text that became a message.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SentNow {
    /// Always `true`.
    success: bool,
    /// The message's id.
    message_id: MessageId,
    /// The thread.
    conversation_id: ConversationId,
    /// `queued`.
    status: MessageStatus,
}

/// Sends the text now, also if the customer has written since. What refuses it leaves it scheduled.
///
/// # Errors
/// 404, 400 or 403 as for a text that is sent at once, 409 `conflict` or `not_scheduled` with the `current` text.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<ScheduledId>) -> Result<Accepted<SentNow>, ApiError> {
    let queued = send_now(&hub.ports, who.tenant(), &id).await?;
    Ok(Accepted(SentNow {
        success: true,
        message_id: queued.message_id,
        conversation_id: queued.conversation_id,
        status: MessageStatus::Queued,
    }))
}
