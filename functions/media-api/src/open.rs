//! `GET /media/{token}`: the carrier fetches what it is to send.

use hub_core::flows::show_media::open_link;
use hub_lambda::http::{Elsewhere, PathToken};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `media-open`.
#[must_use]
pub fn route() -> Route {
    Route::public("media-open", handle)
}

/// Leads to a fresh URL of minutes. Whoever has the link may open it; it ends after twelve hours.
///
/// # Errors
/// 404 for a link that is unknown or has ended.
pub async fn handle(hub: Hub, PathToken(token): PathToken) -> Result<Elsewhere, ApiError> {
    let opened = open_link(&hub.ports, &token).await?;
    opened.map(|url| Elsewhere(url.url)).ok_or_else(ApiError::not_found)
}
