//! `PATCH /api/conversations/{id}`: read, close, assign, name, and take a suspicion back.

use hub_core::conversation::{Conversation, ConversationChange, ConversationState};
use hub_core::flows::contacts::rename;
use hub_core::ids::{ConversationId, UserId};
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

/// Behind the function `conversations-update`.
#[must_use]
pub fn route() -> Route {
    Route::api("conversations-update", handle)
}

/// What to change; an absent field stays as it is, null takes a value away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateRequest {
    /// `true`: everything is read; `false`: marked as unread.
    #[serde(default)]
    read: Option<bool>,
    /// Open or close.
    #[serde(default)]
    state: Option<ConversationState>,
    /// The person who looks after it, or null for nobody.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    assignee_id: Option<Option<UserId>>,
    /// The customer's name in all of their threads, or null to take it away.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    contact_name: Option<Option<String>>,
    /// Only `false`: somebody read the words that may have meant an opt-out, and they did not.
    #[serde(default)]
    opt_out_suspected: Option<bool>,
}

/// Tells null (`Some(None)`) from an absent field (`None`).
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Changes the conversation and answers its new state.
///
/// # Errors
/// 404 for an id that the tenant does not have, 400 for a name that is too long or an assignee who is not of the team.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<ConversationId>, Body<UpdateRequest>),
) -> Result<Shown<Conversation>, ApiError> {
    if request.opt_out_suspected == Some(true) {
        return Err(ApiError::invalid("optOutSuspected can only be taken back."));
    }
    if let Some(Some(assignee)) = &request.assignee_id
        && hub.ports.accounts.login(who.tenant(), assignee).await?.is_none()
    {
        return Err(ApiError::invalid("assigneeId is nobody of your team."));
    }
    if let Some(name) = request.contact_name {
        let conversation = hub.ports.conversations.conversation(who.tenant(), &id).await?;
        let conversation = conversation.ok_or_else(ApiError::not_found)?;
        rename(&hub.ports, who.tenant(), &conversation.their_address, name.as_deref()).await?;
    }
    let change = ConversationChange {
        read: request.read,
        state: request.state,
        assignee: request.assignee_id,
        is_no_opt_out: request.opt_out_suspected == Some(false),
    };
    let now = hub.ports.clock.now();
    let changed = hub.ports.conversations.change_conversation(who.tenant(), &id, &change, now).await?;
    changed.map(Shown).ok_or_else(ApiError::not_found)
}
