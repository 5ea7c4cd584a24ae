//! `GET /api/webhooks`: what the carrier told us, and what became of it.

use hub_core::journal::{JournalFilter, Outcome, Request};
use hub_lambda::auth::Owner;
use hub_lambda::http::{Cursor, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `webhooks-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("webhooks-list", handle)
}

/// The filters and the page.
#[derive(Deserialize, JsonSchema)]
pub struct WebhooksQuery {
    /// `done`, `refused` or `failed`.
    #[serde(default)]
    outcome: Option<Outcome>,
    /// The function that it was for, such as `twilio-inbound-message`.
    #[serde(default)]
    function: Option<String>,
    /// About this message or call of the carrier.
    #[serde(default)]
    sid: Option<String>,
    /// Not before this time.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    from: Option<Timestamp>,
    /// Before this time.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    to: Option<Timestamp>,
    /// How many rows, 1 to 100; 50 if it is not given.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of the webhook journal, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhooksPage {
    /// The rows.
    webhooks: Vec<Request>,
    /// Leads to older rows; null at the end. A page may have fewer rows than asked for and still go on.
    next_cursor: Option<String>,
}

/// Lists a page. What was posted stays sealed.
///
/// # Errors
/// 400 for filters or a cursor that are none.
pub async fn handle(hub: Hub, who: Owner, Query(query): Query<WebhooksQuery>) -> Result<Shown<WebhooksPage>, ApiError> {
    if query.from.zip(query.to).is_some_and(|(from, to)| from >= to) {
        return Err(ApiError::invalid("from must be before to."));
    }
    let page = Cursor::page(query.limit, 50, query.cursor.as_deref())?;
    let WebhooksQuery { outcome, function, sid, from, to, .. } = query;
    let filter = JournalFilter { outcome, function, sid, from, to };
    let found = hub.ports.journal.requests(who.tenant(), &filter, &page).await.map_err(bad_cursor)?;
    Ok(Shown(WebhooksPage { webhooks: found.rows, next_cursor: cursor_of(found.next) }))
}
