//! `POST /api/messages/{id}/send-anyway`: sends an uncertain message again, because a person says so.

use hub_core::flows::reconcile::send_anyway;
use hub_core::ids::MessageId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Accepted, PathId};
use hub_lambda::{ApiError, Hub, Route};

use crate::doubt::{Asked, not_in_doubt};

/// Behind the function `messages-send-anyway`.
#[must_use]
pub fn route() -> Route {
    Route::api("messages-send-anyway", handle)
}

/// Queues the message again. The customer may get it twice, which the person was told.
///
/// # Errors
/// 404, 409 `not_uncertain` for a message of which it is known what became of it, 403 `opted_out` and the other reasons of
/// a send; then the doubt stays.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<MessageId>) -> Result<Accepted<Asked>, ApiError> {
    if send_anyway(&hub.ports, who.tenant(), &id).await? {
        return Ok(Accepted(Asked::of(id)));
    }
    Err(not_in_doubt(&hub, who.tenant(), &id).await?)
}
