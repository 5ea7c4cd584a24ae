//! `GET /api/contacts/{id}/consent`: the ledger of a contact as a file that anybody can check.

use hub_core::contact::ContactId;
use hub_core::flows::consent::export;
use hub_lambda::auth::{Editor, named_doer};
use hub_lambda::http::{CallerAddress, Download, PathId, Query};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `contacts-evidence`.
#[must_use]
pub fn route() -> Route {
    Route::api("contacts-evidence", handle)
}

/// In which form the file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// CSV.
    Csv,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct EvidenceQuery {
    /// `json`, or `csv`.
    #[serde(default)]
    format: Format,
}

/// Exports every line about a contact. The export itself is a line of the audit.
///
/// # Errors
/// 404 for a contact that the tenant does not have.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (CallerAddress(from), PathId(id), Query(query)): (CallerAddress, PathId<ContactId>, Query<EvidenceQuery>),
) -> Result<Download, ApiError> {
    let doer = named_doer(&hub, &who, &from).await?;
    let (word, content_type) = match query.format {
        Format::Json => ("json", "application/json"),
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
    };
    let evidence = export(&hub.ports, who.tenant(), &id.address(), (&doer, word)).await?;
    let body = match query.format {
        Format::Json => serde_json::to_vec_pretty(&evidence).map_err(ApiError::internal)?,
        Format::Csv => evidence.to_csv().map_err(ApiError::internal)?,
    };
    let day = evidence.exported_at.strftime("%Y-%m-%d");
    let file_name = format!("consent-{}-{day}.{word}", id.as_str().trim_start_matches("con_"));
    Ok(Download { content_type, file_name, body })
}
