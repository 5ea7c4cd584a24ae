//! `GET /api/campaigns`: the organisation's campaigns.

use hub_core::campaign::Campaign;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PageQuery, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `campaigns-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-list", handle)
}

/// A page of campaigns, newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignsPage {
    /// The rows.
    campaigns: Vec<Campaign>,
    /// Leads to the next page; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page; drafts that were discarded are left out.
///
/// # Errors
/// 400 for a limit or cursor that is none.
pub async fn handle(
    hub: Hub,
    who: Principal,
    Query(query): Query<PageQuery>,
) -> Result<Shown<CampaignsPage>, ApiError> {
    let page = query.page()?;
    let found = hub.ports.campaigns.campaigns(who.tenant(), &page).await.map_err(bad_cursor)?;
    Ok(Shown(CampaignsPage { campaigns: found.rows, next_cursor: cursor_of(found.next) }))
}
