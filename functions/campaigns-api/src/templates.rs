//! `GET /api/templates`: the texts that are kept for repeated use.

use hub_core::templates::MessageTemplate;
use hub_lambda::auth::Principal;
use hub_lambda::http::{Cursor, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `templates-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("templates-list", handle)
}

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplatesQuery {
    /// Rows on a page, 1 to 100; 100 if absent.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of templates, in the order in which they were made.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplatesPage {
    /// The rows.
    templates: Vec<MessageTemplate>,
    /// Leads to the next page; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page.
///
/// # Errors
/// 400 for a limit or cursor that is none.
pub async fn handle(
    hub: Hub,
    who: Principal,
    Query(query): Query<TemplatesQuery>,
) -> Result<Shown<TemplatesPage>, ApiError> {
    let page = Cursor::page(query.limit, 100, query.cursor.as_deref())?;
    let found = hub.ports.templates.templates(who.tenant(), &page).await.map_err(bad_cursor)?;
    Ok(Shown(TemplatesPage { templates: found.rows, next_cursor: cursor_of(found.next) }))
}
