//! `GET /api/whatsapp/templates`: the templates, as they were when they were last synced.

use hub_core::whatsapp::Template;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PageQuery, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `whatsapp-templates`.
#[must_use]
pub fn route() -> Route {
    Route::api("whatsapp-templates", handle)
}

/// A page of templates, in the order of their ids.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplatePage {
    /// The rows.
    templates: Vec<Template>,
    /// Leads to the next page; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page.
///
/// # Errors
/// 400 for a limit or cursor that is none.
pub async fn handle(hub: Hub, who: Principal, Query(query): Query<PageQuery>) -> Result<Shown<TemplatePage>, ApiError> {
    let page = query.page()?;
    let found = hub.ports.whatsapp.templates(who.tenant(), &page).await.map_err(bad_cursor)?;
    Ok(Shown(TemplatePage { templates: found.rows, next_cursor: cursor_of(found.next) }))
}
