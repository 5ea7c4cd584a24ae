//! `POST /api/media`: a person attaches a file.

use std::collections::BTreeMap;

use hub_core::flows::upload_media::{Announced, offer_upload};
use hub_core::ids::MediaId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, Created};
use hub_lambda::{ApiError, Hub, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `media-upload`.
#[must_use]
pub fn route() -> Route {
    Route::api("media-upload", handle)
}

/// A file that is about to be uploaded.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UploadRequest {
    /// Its name.
    file_name: String,
    /// Its type, such as `image/jpeg`.
    content_type: String,
    /// Its size in bytes: at most 5 MB for JPEG, PNG and GIF, 500 KB for other types.
    size: u64,
}

/// Where to upload it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UploadReply {
    /// The attachment's id: `mediaIds` of a message takes it.
    media_id: MediaId,
    /// Its name, as it will be shown.
    file_name: String,
    /// Where to `PUT` the bytes.
    upload_url: String,
    /// Headers that the upload must carry.
    headers: BTreeMap<String, String>,
    /// When the upload URL ends.
    #[schemars(with = "String")]
    expires_at: Timestamp,
}

/// Lets the browser upload the file past the hub. It is looked at when it is sent.
///
/// # Errors
/// 400 for a file that could not be sent: `media_type`, `media_too_large`, `media_empty`.
pub async fn handle(
    hub: Hub,
    who: Editor,
    Body(request): Body<UploadRequest>,
) -> Result<Created<UploadReply>, ApiError> {
    let announced = Announced { file_name: request.file_name, content_type: request.content_type, size: request.size };
    let offer = offer_upload(&hub.ports, who.tenant(), announced).await?;
    Ok(Created(UploadReply {
        media_id: offer.upload.id,
        file_name: offer.upload.file_name,
        upload_url: offer.target.url,
        headers: offer.target.headers.into_iter().collect(),
        expires_at: offer.expires_at,
    }))
}
