//! `GET /api/calls`: the calls of the organisation.

use hub_core::call::{Call, CallFilter, CallOutcome};
use hub_core::message::Direction;
use hub_core::number::NumberId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{Cursor, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `calls-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-list", handle)
}

/// Which calls to list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListQuery {
    /// Who called.
    #[serde(default)]
    direction: Option<Direction>,
    /// What became of it.
    #[serde(default)]
    outcome: Option<CallOutcome>,
    /// The id of a number of ours.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    number: Option<NumberId>,
    /// Part of the customer's name when the call began, or of their number; at most 60 characters.
    #[serde(default)]
    customer: Option<String>,
    /// Rows on a page, 1 to 100; 50 if absent.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of calls, newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallPage {
    /// The rows.
    calls: Vec<Call>,
    /// Leads to older calls; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page.
///
/// # Errors
/// 400 for a limit, cursor or filter that is none.
pub async fn handle(hub: Hub, who: Principal, Query(query): Query<ListQuery>) -> Result<Shown<CallPage>, ApiError> {
    let page = Cursor::page(query.limit, 50, query.cursor.as_deref())?;
    if query.customer.as_ref().is_some_and(|text| text.chars().count() > 60) {
        return Err(ApiError::invalid("customer has at most 60 characters."));
    }
    let filter = CallFilter {
        direction: query.direction,
        outcome: query.outcome,
        our_number: query.number.map(|id| id.number()),
        voicemail: None,
        customer: query.customer.filter(|text| !text.trim().is_empty()),
    };
    let found = hub.ports.calls.calls(who.tenant(), &filter, &page).await.map_err(bad_cursor)?;
    Ok(Shown(CallPage { calls: found.rows, next_cursor: cursor_of(found.next) }))
}
