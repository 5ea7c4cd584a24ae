//! `PATCH /api/messages/scheduled/{id}`: changes a text before its time.

use hub_core::flows::schedule::{ScheduledChange, change};
use hub_core::ids::ScheduledId;
use hub_core::schedule::ScheduledMessage;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `schedule-change`.
#[must_use]
pub fn route() -> Route {
    Route::api("schedule-change", handle)
}

/// Changes the text of the version that the change names.
///
/// # Errors
/// 404, 400 or 403 as for a new one, 409 `conflict` or `not_scheduled` with the `current` text.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<ScheduledId>, Body<ScheduledChange>),
) -> Result<Shown<ScheduledMessage>, ApiError> {
    Ok(Shown(change(&hub.ports, who.tenant(), &id, request, who.user()).await?))
}
