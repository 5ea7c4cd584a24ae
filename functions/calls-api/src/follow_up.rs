//! `POST /api/calls-dashboard/{id}/followup`: a text to the customer of a call.

use hub_core::address::Address;
use hub_core::flows::follow_up::follow_up;
use hub_core::ids::{CallId, MessageId};
use hub_lambda::auth::{Editor, named_doer};
use hub_lambda::http::{Accepted, Body, CallerAddress, OptionalHeader, PathId};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `calls-follow-up`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-follow-up", handle)
}

/// A follow-up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpRequest {
    /// The text, 1 to 160 characters.
    message: String,
}

/// A follow-up that is stored and will be sent.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpReply {
    /// Always `true`.
    success: bool,
    /// The message's id.
    message_id: MessageId,
    /// To whom.
    phone: Address,
}

/// Texts the customer from the number that they called, or were called from.
///
/// # Errors
/// 400 for a text that is empty or too long or a caller who cannot be texted, 403 `opted_out`, 404, 409 `quiet_hours`,
/// `unverified_sender` or for a reused idempotency key, 429 `rate_limited` within an hour of another automated text.
pub async fn handle(
    hub: Hub,
    who: Editor,
    ((CallerAddress(from), OptionalHeader(idempotency_key)), PathId(id), Body(request)): (
        (CallerAddress, OptionalHeader),
        PathId<CallId>,
        Body<FollowUpRequest>,
    ),
) -> Result<Accepted<FollowUpReply>, ApiError> {
    let doer = named_doer(&hub, &who, &from).await?;
    let text = (request.message.as_str(), idempotency_key);
    let sent = follow_up(&hub.ports, who.tenant(), &id, text, (who.user(), &doer)).await?;
    Ok(Accepted(FollowUpReply { success: true, message_id: sent.message_id, phone: sent.phone }))
}
