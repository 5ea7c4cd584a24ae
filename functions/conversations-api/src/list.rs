//! `GET /api/conversations`: the inbox.

use hub_core::conversation::{Conversation, ConversationFilter, ConversationState};
use hub_core::ids::UserId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{Cursor, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `conversations-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("conversations-list", handle)
}

/// Which conversations to list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListQuery {
    /// `open`, `snoozed` or `closed`; `open` if absent.
    #[serde(default)]
    state: Option<ConversationState>,
    /// `me`, `none` or a person's id.
    #[serde(default)]
    assignee: Option<String>,
    /// Rows on a page, 1 to 100; 30 if absent.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of conversations, newest activity first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationPage {
    /// The rows.
    conversations: Vec<Conversation>,
    /// Leads to the next page; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page.
///
/// # Errors
/// 400 for a limit, cursor or assignee that is none.
pub async fn handle(
    hub: Hub,
    who: Principal,
    Query(query): Query<ListQuery>,
) -> Result<Shown<ConversationPage>, ApiError> {
    let page = Cursor::page(query.limit, 30, query.cursor.as_deref())?;
    let assignee = match query.assignee.as_deref() {
        None => None,
        Some("me") => Some(Some(who.user().clone())),
        Some("none") => Some(None),
        Some(id) => Some(Some(id.parse::<UserId>().map_err(|_| ApiError::invalid("assignee is me, none or an id."))?)),
    };
    let filter = ConversationFilter { state: query.state.unwrap_or_default(), assignee };
    let found = hub.ports.conversations.conversations(who.tenant(), &filter, &page).await.map_err(bad_cursor)?;
    Ok(Shown(ConversationPage { conversations: found.rows, next_cursor: cursor_of(found.next) }))
}
