//! `GET /api/contacts/{id}/export`: everything that the hub holds of a contact, page by page.

use hub_core::contact::ContactId;
use hub_core::flows::export_contact::{ExportPart, export_contact};
use hub_lambda::auth::{Editor, named_doer};
use hub_lambda::http::{CallerAddress, Cursor, PathId, Query, Shown, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `contacts-export`.
#[must_use]
pub fn route() -> Route {
    Route::api("contacts-export", handle)
}

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ExportQuery {
    /// `nextCursor` of the page before; absent for the first one.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page: first what is known of the contact, then their rows in campaigns, then what stands in their threads.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportPage {
    /// The part.
    #[serde(flatten)]
    part: ExportPart,
    /// Leads to the next page; null at the end. A page may be empty and still go on.
    next_cursor: Option<String>,
}

/// Exports a page. The first one is a line of the audit.
///
/// # Errors
/// 404 for a contact that the tenant does not have, 400 for a cursor that is none.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (CallerAddress(from), PathId(id), Query(query)): (CallerAddress, PathId<ContactId>, Query<ExportQuery>),
) -> Result<Shown<ExportPage>, ApiError> {
    let doer = named_doer(&hub, &who, &from).await?;
    let after = Cursor::page(None, 1, query.cursor.as_deref())?.after;
    let (part, next) = export_contact(&hub.ports, who.tenant(), (&id.address(), after), &doer).await?;
    Ok(Shown(ExportPage { part, next_cursor: cursor_of(next) }))
}
