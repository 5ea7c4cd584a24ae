//! `GET /api/messages/scheduled/{id}`: one text.

use hub_core::ids::ScheduledId;
use hub_core::schedule::ScheduledMessage;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `schedule-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("schedule-show", handle)
}

/// Shows the text and what became of it.
///
/// # Errors
/// 404.
pub async fn handle(
    hub: Hub,
    who: Principal,
    PathId(id): PathId<ScheduledId>,
) -> Result<Shown<ScheduledMessage>, ApiError> {
    let found = hub.ports.schedule.scheduled(who.tenant(), &id).await?;
    found.map(Shown).ok_or_else(ApiError::not_found)
}
