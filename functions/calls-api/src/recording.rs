//! `GET /api/calls/{id}/recording`: where a recording can be heard for some minutes.

use hub_core::flows::calls::show_recording;
use hub_core::flows::show_media::ShortUrl;
use hub_core::ids::CallId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, Query, Shown};
use hub_lambda::{ApiError, Hub, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `calls-recording`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-recording", handle)
}

/// How it is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RecordingQuery {
    /// As a file to keep.
    #[serde(default)]
    download: bool,
}

/// Where it is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordingUrl {
    /// Plays the recording to whoever has this URL.
    url: String,
    /// When the URL ends.
    #[schemars(with = "String")]
    expires_at: Timestamp,
}

impl From<ShortUrl> for RecordingUrl {
    fn from(short: ShortUrl) -> Self {
        Self { url: short.url, expires_at: short.expires_at }
    }
}

/// Makes a URL of five minutes, of a conversation or of a voicemail.
///
/// # Errors
/// 404, or 409 `media_not_ready` while the hub does not have it.
pub async fn handle(
    hub: Hub,
    who: Principal,
    (PathId(id), Query(query)): (PathId<CallId>, Query<RecordingQuery>),
) -> Result<Shown<RecordingUrl>, ApiError> {
    let shown = show_recording(&hub.ports, who.tenant(), &id, query.download).await?;
    Ok(Shown(shown.into()))
}
