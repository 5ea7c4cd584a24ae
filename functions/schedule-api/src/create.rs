//! `POST /api/messages/scheduled`: a person writes a text for later.

use hub_core::flows::schedule::{Plan, schedule};
use hub_core::flows::send_message::Draft;
use hub_core::message::MessageKind;
use hub_core::schedule::{ScheduledMessage, WallTime};
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, Created, OptionalHeader};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `schedule-create`.
#[must_use]
pub fn route() -> Route {
    Route::api("schedule-create", handle)
}

/// A text to send at a set time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduleRequest {
    /// The recipient, in E.164 or as dialled in the tenant's country.
    to: String,
    /// The text, at most 1,600 characters.
    message: String,
    /// The number of ours to send from; the first one if absent.
    #[serde(default)]
    from: Option<String>,
    /// When, at most a year ahead. A time that the clocks jump over is moved forward; one that comes twice is the first.
    send_at: WallTime,
    /// Cancel it if the customer writes before.
    #[serde(default)]
    cancel_if_replied: bool,
    /// The client's own id of the text; a repeat with the same id schedules nothing.
    #[serde(default)]
    client_id: Option<String>,
}

/// Keeps the text until its time. The answer's `sendAt.utc` is the moment that the wall time means.
///
/// # Errors
/// 400 for what cannot be sent or a time that is none, 403 `opted_out`, 409 for a reused idempotency key.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (Body(request), OptionalHeader(idempotency_key)): (Body<ScheduleRequest>, OptionalHeader),
) -> Result<Created<ScheduledMessage>, ApiError> {
    if request.client_id.as_ref().is_some_and(|id| id.is_empty() || id.len() > 200) {
        return Err(ApiError::invalid("clientId must have 1 to 200 characters."));
    }
    let draft = Draft {
        kind: MessageKind::Person,
        channel: hub_core::channel::ChannelClass::Sms,
        template: None,
        media: Vec::new(),
        to: request.to,
        body: request.message,
        from: request.from,
        client_id: request.client_id,
        idempotency_key,
        author: Some(who.user().clone()),
    };
    let plan = Plan { draft, send_at: request.send_at, cancel_if_replied: request.cancel_if_replied };
    Ok(Created(schedule(&hub.ports, who.tenant(), plan).await?))
}
