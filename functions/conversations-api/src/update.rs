//! `PATCH /api/conversations/{id}`: close, snooze, assign, name, and take a suspicion back.

use hub_core::conversation::{Conversation, ConversationChange, ConversationState};
use hub_core::flows::contacts::rename;
use hub_core::flows::snooze::may_snooze_until;
use hub_core::ids::{ConversationId, UserId};
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use jiff::Timestamp;
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
    /// `open` or `closed`; what was snoozed is so no longer.
    #[serde(default)]
    state: Option<ConversationState>,
    /// Puts the conversation off until a time; it comes back sooner if the customer writes.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    snoozed_until: Option<Timestamp>,
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
/// 404 for an id that the tenant does not have, 400 for a name that is too long, an assignee who is not of the
/// team or a time that has passed.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<ConversationId>, Body<UpdateRequest>),
) -> Result<Shown<Conversation>, ApiError> {
    if request.opt_out_suspected == Some(true) {
        return Err(ApiError::invalid("optOutSuspected can only be taken back."));
    }
    let now = hub.ports.clock.now();
    match (request.state, request.snoozed_until) {
        (Some(_), Some(_)) => return Err(ApiError::invalid("state and snoozedUntil exclude each other.")),
        (Some(ConversationState::Snoozed), None) => {
            return Err(ApiError::invalid("A conversation is snoozed by snoozedUntil."));
        }
        (None, Some(until)) => may_snooze_until(until, now)?,
        (_, None) => {}
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
        state: request.state,
        snooze_until: request.snoozed_until,
        assignee: request.assignee_id,
        is_no_opt_out: request.opt_out_suspected == Some(false),
    };
    let changed = hub.ports.conversations.change_conversation(who.tenant(), &id, &change, now).await?;
    changed.map(Shown).ok_or_else(ApiError::not_found)
}
