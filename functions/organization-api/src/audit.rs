//! `GET /api/audit`: who did what, when and from where.

use hub_core::audit::Entry;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Cursor, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

use crate::audit_query::AuditQuery;

/// Behind the function `audit-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("audit-list", handle)
}

/// A page of the audit, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// The rows.
    entries: Vec<Entry>,
    /// Leads to older rows; null at the end. A page may have fewer rows than asked for and still go on.
    next_cursor: Option<String>,
}

/// Lists a page.
///
/// # Errors
/// 400 for filters or a cursor that are none.
pub async fn handle(hub: Hub, who: Owner, Query(query): Query<AuditQuery>) -> Result<Shown<AuditPage>, ApiError> {
    let page = Cursor::page(query.limit, 50, query.cursor.as_deref())?;
    let found = hub.ports.audit.entries(who.tenant(), &query.filter()?, &page).await.map_err(bad_cursor)?;
    Ok(Shown(AuditPage { entries: found.rows, next_cursor: cursor_of(found.next) }))
}
