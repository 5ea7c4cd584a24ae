//! `POST /api/calls-dashboard/{id}/transcript/export`: the words of a call as a file.

use hub_core::flows::export_transcript::export_transcript;
use hub_core::ids::CallId;
use hub_lambda::auth::{Editor, named_doer};
use hub_lambda::http::{Body, CallerAddress, Download, PathId};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `calls-export-transcript`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-export-transcript", handle)
}

/// In which form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// `txt`.
    format: ExportFormat,
}

/// A form of a file.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Plain text.
    Txt,
}

/// Writes the transcript into a file. The export is a line of the audit.
///
/// # Errors
/// 400 for another format, 404 for a call that has no transcript or is not there.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (CallerAddress(from), PathId(id), Body(request)): (CallerAddress, PathId<CallId>, Body<ExportRequest>),
) -> Result<Download, ApiError> {
    let ExportFormat::Txt = request.format;
    let doer = named_doer(&hub, &who, &from).await?;
    let file = export_transcript(&hub.ports, who.tenant(), &id, &doer).await?.ok_or_else(ApiError::not_found)?;
    Ok(Download { content_type: "text/plain; charset=utf-8", file_name: file.name, body: file.text.into_bytes() })
}
