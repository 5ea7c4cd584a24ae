//! `DELETE /api/messages/scheduled/{id}`: takes a text back before its time.

use hub_core::flows::schedule::cancel;
use hub_core::ids::ScheduledId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{NoContent, PathId};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `schedule-cancel`.
#[must_use]
pub fn route() -> Route {
    Route::api("schedule-cancel", handle)
}

/// Cancels the text; doing it again changes nothing.
///
/// # Errors
/// 404, or 409 `not_scheduled` with the `current` text once it was sent or refused.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<ScheduledId>) -> Result<NoContent, ApiError> {
    cancel(&hub.ports, who.tenant(), &id, who.user()).await?;
    Ok(NoContent)
}
