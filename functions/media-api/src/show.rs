//! `GET /api/messages/{id}/media/{mediaId}`: where an attachment can be seen for some minutes.

use hub_core::flows::show_media::show_media;
use hub_core::ids::MessageId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, PathMediaId, Query, Shown};
use hub_lambda::{ApiError, Hub, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `media-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("media-show", handle)
}

/// How it is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ShowQuery {
    /// As a file to keep, also if it is a picture.
    #[serde(default)]
    download: bool,
}

/// Where it is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaUrl {
    /// Shows the attachment to whoever has this URL.
    url: String,
    /// When the URL ends.
    #[schemars(with = "String")]
    expires_at: Timestamp,
}

/// Makes a URL of five minutes. Pictures are shown, everything else is only kept as a file.
///
/// # Errors
/// 404, or 409 `media_not_ready` while the hub does not have it.
pub async fn handle(
    hub: Hub,
    who: Principal,
    (PathId(message), PathMediaId(id), Query(query)): (PathId<MessageId>, PathMediaId, Query<ShowQuery>),
) -> Result<Shown<MediaUrl>, ApiError> {
    let shown = show_media(&hub.ports, who.tenant(), (&message, &id), query.download).await?;
    Ok(Shown(MediaUrl { url: shown.url, expires_at: shown.expires_at }))
}
