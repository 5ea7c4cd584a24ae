//! `GET /api/campaigns/{id}/recipients`: each recipient and their result.

use hub_core::flows::campaigns::campaign;
use hub_core::ids::CampaignId;
use hub_core::recipient::{Recipient, RecipientState};
use hub_lambda::auth::Principal;
use hub_lambda::http::{Cursor, PathId, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `campaigns-recipients`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-recipients", handle)
}

/// Which recipients.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecipientsQuery {
    /// Only those who stand there; all if absent.
    #[serde(default)]
    state: Option<RecipientState>,
    /// Rows on a page, 1 to 100; 50 if absent.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of recipients.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecipientsPage {
    /// The rows.
    recipients: Vec<Recipient>,
    /// Leads to the next page; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page: those in one state in the order in which they came there, all of them by number.
///
/// # Errors
/// 404, 400 for a limit or cursor that is none.
pub async fn handle(
    hub: Hub,
    who: Principal,
    (PathId(id), Query(query)): (PathId<CampaignId>, Query<RecipientsQuery>),
) -> Result<Shown<RecipientsPage>, ApiError> {
    let page = Cursor::page(query.limit, 50, query.cursor.as_deref())?;
    campaign(&hub.ports, who.tenant(), &id).await?;
    let found = hub.ports.campaigns.recipients(who.tenant(), &id, query.state, &page).await.map_err(bad_cursor)?;
    Ok(Shown(RecipientsPage { recipients: found.rows, next_cursor: cursor_of(found.next) }))
}
