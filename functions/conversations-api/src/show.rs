//! `GET /api/conversations/{id}`: one conversation.

use hub_core::conversation::Conversation;
use hub_core::ids::ConversationId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `conversations-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("conversations-show", handle)
}

/// Shows one conversation of the caller's tenant.
///
/// # Errors
/// 404 for an id that the tenant does not have.
pub async fn handle(
    hub: Hub,
    who: Principal,
    PathId(id): PathId<ConversationId>,
) -> Result<Shown<Conversation>, ApiError> {
    let conversation = hub.ports.conversations.conversation(who.tenant(), &id).await?;
    conversation.map(Shown).ok_or_else(ApiError::not_found)
}
