//! `PUT /api/conversations/{id}/read`: how far the caller has read.

use hub_core::conversation::{Conversation, ReadMark};
use hub_core::ids::ConversationId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `conversations-read`.
#[must_use]
pub fn route() -> Route {
    Route::api("conversations-read", handle)
}

/// How far the caller has read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadRequest {
    /// How many of the customer's messages the caller has seen: `inboundCount` as it was shown to them.
    seen: u64,
    /// `true` lowers the mark, too: the conversation is marked as unread.
    #[serde(default)]
    goes_back: bool,
}

/// Keeps how far the caller has read, and answers the conversation. Without `goesBack` the mark only rises, so that two
/// windows of one person, in whatever order, leave the higher one.
///
/// # Errors
/// 404 for an id that the tenant does not have, 400 for more messages than there are.
pub async fn handle(
    hub: Hub,
    who: Principal,
    (PathId(id), Body(request)): (PathId<ConversationId>, Body<ReadRequest>),
) -> Result<Shown<Conversation>, ApiError> {
    let mark = ReadMark { seen: request.seen, goes_back: request.goes_back };
    let now = hub.ports.clock.now();
    let marked = hub.ports.conversations.mark_read(who.tenant(), &id, (who.user(), mark), now).await?;
    let conversation = marked.ok_or_else(ApiError::not_found)?;
    if request.seen > conversation.inbound_count {
        return Err(ApiError::invalid("seen is more than the customer has written.").with("field", "seen"));
    }
    Ok(Shown(conversation))
}
