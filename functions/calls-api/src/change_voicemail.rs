//! `PATCH /api/voicemails/{id}`: somebody has heard a message, or is done with it.

use hub_core::call::{Call, VoicemailState};
use hub_core::flows::calls::change_voicemail;
use hub_core::ids::CallId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `voicemails-change`.
#[must_use]
pub fn route() -> Route {
    Route::api("voicemails-change", handle)
}

/// What to change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRequest {
    /// Whether the team has looked after it.
    state: VoicemailState,
}

/// Changes the message, whose id is its call's, and answers the call.
///
/// # Errors
/// 404 for an id that the tenant does not have, or of a call without a message.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<CallId>, Body<ChangeRequest>),
) -> Result<Shown<Call>, ApiError> {
    Ok(Shown(change_voicemail(&hub.ports, who.tenant(), &id, request.state).await?))
}
