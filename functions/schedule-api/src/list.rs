//! `GET /api/messages/scheduled`: what is still to be sent, and what became of the rest.

use hub_core::ids::ConversationId;
use hub_core::schedule::{ScheduledFilter, ScheduledMessage, ScheduledState};
use hub_lambda::auth::Principal;
use hub_lambda::http::{Cursor, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `schedule-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("schedule-list", handle)
}

/// Which scheduled texts to list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListQuery {
    /// Only those of a thread.
    #[serde(default)]
    conversation: Option<String>,
    /// Where they stand; `scheduled` if absent.
    #[serde(default)]
    state: ScheduledState,
    /// Rows on a page, 1 to 100; 50 if absent.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of scheduled texts: those still to be sent soonest first, others newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledPage {
    /// The rows.
    scheduled: Vec<ScheduledMessage>,
    /// Leads to the next page; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page. A thread's texts stand in the order in which they were written.
///
/// # Errors
/// 400 for a limit, cursor or conversation that is none.
pub async fn handle(
    hub: Hub,
    who: Principal,
    Query(query): Query<ListQuery>,
) -> Result<Shown<ScheduledPage>, ApiError> {
    let page = Cursor::page(query.limit, 50, query.cursor.as_deref())?;
    let conversation = query.conversation.map(|id| id.parse::<ConversationId>()).transpose();
    let conversation = conversation.map_err(|_| ApiError::invalid("conversation is the id of one."))?;
    let filter = ScheduledFilter { conversation, state: query.state };
    let found = hub.ports.schedule.list_scheduled(who.tenant(), &filter, &page).await.map_err(bad_cursor)?;
    Ok(Shown(ScheduledPage { scheduled: found.rows, next_cursor: cursor_of(found.next) }))
}
