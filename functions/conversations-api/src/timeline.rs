//! `GET /api/conversations/{id}/timeline`: the thread.

use hub_core::ids::ConversationId;
use hub_core::thread::ThreadEntry;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PageQuery, PathId, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `conversations-timeline`.
#[must_use]
pub fn route() -> Route {
    Route::api("conversations-timeline", handle)
}

/// A page of a thread, newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimelinePage {
    /// The rows.
    entries: Vec<ThreadEntry>,
    /// Leads to older entries; null at the beginning of the thread.
    next_cursor: Option<String>,
}

/// Lists a page of the thread.
///
/// # Errors
/// 404 for an id that the tenant does not have, 400 for a limit or cursor that is none.
pub async fn handle(
    hub: Hub,
    who: Principal,
    (PathId(id), Query(query)): (PathId<ConversationId>, Query<PageQuery>),
) -> Result<Shown<TimelinePage>, ApiError> {
    let page = query.page()?;
    let found = hub.ports.threads.timeline(who.tenant(), &id, &page).await.map_err(bad_cursor)?;
    // A thread has at least the message that began it, so only an empty page needs a second look.
    if found.rows.is_empty() && hub.ports.conversations.conversation(who.tenant(), &id).await?.is_none() {
        return Err(ApiError::not_found());
    }
    Ok(Shown(TimelinePage { entries: found.rows, next_cursor: cursor_of(found.next) }))
}
