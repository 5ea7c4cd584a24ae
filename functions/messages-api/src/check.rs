//! `POST /api/messages/{id}/check`: finds out whether an uncertain message was sent.

use hub_core::flows::reconcile::check_again;
use hub_core::ids::MessageId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Accepted, PathId};
use hub_lambda::{ApiError, Hub, Route};

use crate::doubt::{Asked, not_in_doubt};

/// Behind the function `messages-check`.
#[must_use]
pub fn route() -> Route {
    Route::api("messages-check", handle)
}

/// Asks a worker to look for the message at the carrier. What it finds out comes as a live event.
///
/// # Errors
/// 404, or 409 `not_uncertain` for a message of which it is known what became of it.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<MessageId>) -> Result<Accepted<Asked>, ApiError> {
    if check_again(&hub.ports, who.tenant(), &id).await? {
        return Ok(Accepted(Asked::of(id)));
    }
    Err(not_in_doubt(&hub, who.tenant(), &id).await?)
}
