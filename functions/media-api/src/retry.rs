//! `POST /api/messages/{id}/media/{mediaId}/retry`: fetches an attachment once more that could not be fetched.

use hub_core::flows::fetch_media::retry_media;
use hub_core::ids::MessageId;
use hub_core::media::Media;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Accepted, PathId, PathMediaId};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `media-retry`.
#[must_use]
pub fn route() -> Route {
    Route::api("media-retry", handle)
}

/// Asks a worker for it. What comes of it is told live.
///
/// # Errors
/// 404, or 409 `media_not_failed` for one that is there or on its way.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(message), PathMediaId(id)): (PathId<MessageId>, PathMediaId),
) -> Result<Accepted<Media>, ApiError> {
    Ok(Accepted(retry_media(&hub.ports, who.tenant(), &message, &id).await?))
}
