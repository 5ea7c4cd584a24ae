//! `GET /api/erasures`: the receipts of erased contacts.

use hub_core::erasure::Receipt;
use hub_lambda::auth::Owner;
use hub_lambda::http::{PageQuery, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `erasures-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("erasures-list", handle)
}

/// A page of receipts, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErasuresPage {
    /// The rows.
    erasures: Vec<Receipt>,
    /// Leads to the next page; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page.
///
/// # Errors
/// 400 for a limit or cursor that is none.
pub async fn handle(hub: Hub, who: Owner, Query(query): Query<PageQuery>) -> Result<Shown<ErasuresPage>, ApiError> {
    let page = query.page()?;
    let found = hub.ports.erasures.erasures(who.tenant(), &page).await.map_err(bad_cursor)?;
    let erasures = found.rows.into_iter().map(|erasure| erasure.receipt).collect();
    Ok(Shown(ErasuresPage { erasures, next_cursor: cursor_of(found.next) }))
}
