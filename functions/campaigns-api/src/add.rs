//! `POST /api/campaigns/{id}/recipients`: a part of a file, or a page of the inbox, becomes part of the audience.

use hub_core::audience::AudienceFilter;
use hub_core::flows::audience::{Gathered, Part, add_listed, add_rows};
use hub_core::ids::CampaignId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, Cursor, PathId, Shown, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `campaigns-add`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-add", handle)
}

/// Who is added: rows of a file, or customers of the inbox.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddRequest {
    /// A part of a file of comma-separated values with its header, at most 1,000 rows and 256 KB.
    #[serde(default)]
    csv: Option<String>,
    /// The column of phone numbers; found by its name if absent.
    #[serde(default)]
    number_column: Option<String>,
    /// The line of the file on which the part's first row stands; 2 if absent.
    #[serde(default)]
    first_line: Option<u32>,
    /// Customers of the inbox who match, in place of a file.
    #[serde(default)]
    list: Option<AudienceFilter>,
    /// `nextCursor` of the page of customers before.
    #[serde(default)]
    cursor: Option<String>,
}

/// What was added.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddReply {
    /// What became of the rows.
    #[serde(flatten)]
    gathered: Gathered,
    /// Leads to the next page of customers; null at the end, and for a file.
    next_cursor: Option<String>,
}

/// Adds to a draft. The same part again adds nothing.
///
/// # Errors
/// 404, 400 for a file that cannot be read, `number_column_unknown` with its `columns`, or `too_many_rows`; 409
/// `campaign_state` for a campaign that is no draft.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<CampaignId>, Body<AddRequest>),
) -> Result<Shown<AddReply>, ApiError> {
    let first_line = request.first_line.unwrap_or(2);
    match (&request.csv, &request.list) {
        (Some(csv), None) => {
            let part = Part { csv, number_column: request.number_column.as_deref(), first_line };
            let gathered = add_rows(&hub.ports, who.tenant(), &id, part).await?;
            Ok(Shown(AddReply { gathered, next_cursor: None }))
        }
        (None, Some(filter)) => {
            let page = Cursor::page(Some(100), 100, request.cursor.as_deref())?;
            let (gathered, next) = add_listed(&hub.ports, who.tenant(), &id, (filter, first_line, &page)).await?;
            Ok(Shown(AddReply { gathered, next_cursor: cursor_of(next) }))
        }
        _ => Err(ApiError::invalid("Either csv or list is needed.")),
    }
}
