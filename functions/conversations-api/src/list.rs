//! `GET /api/conversations`: the inbox.

use hub_core::conversation::{Conversation, ConversationFilter, ConversationState};
use hub_core::ids::{TenantId, UserId};
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::PortResult;
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
    /// `open` or `closed`; absent, a search looks through both and a list shows the open ones.
    #[serde(default)]
    state: Option<ConversationState>,
    /// `me`, `none` or a person's id.
    #[serde(default)]
    assignee: Option<String>,
    /// A part of the customer's name or number.
    #[serde(default)]
    q: Option<String>,
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
    let text = query.q.filter(|text| !text.trim().is_empty());
    let found = match (query.state, &text) {
        (None, Some(_)) => {
            search(&hub, who.tenant(), ConversationFilter { state: ConversationState::Open, assignee, text }, page)
                .await
        }
        (state, _) => {
            let filter = ConversationFilter { state: state.unwrap_or_default(), assignee, text };
            hub.ports.conversations.conversations(who.tenant(), &filter, &page).await
        }
    };
    let found = found.map_err(bad_cursor)?;
    Ok(Shown(ConversationPage { conversations: found.rows, next_cursor: cursor_of(found.next) }))
}

/// Marks a position among the closed conversations, which a search shows after the open ones.
const CLOSED: &str = "closed:";

/// Looks through the open conversations and then through the closed ones.
async fn search(
    hub: &Hub,
    tenant: &TenantId,
    mut filter: ConversationFilter,
    page: PageRequest,
) -> PortResult<Page<Conversation>> {
    let closed = page.after.as_ref().and_then(|position| position.0.strip_prefix(CLOSED)).map(str::to_owned);
    let mut found = Page { rows: Vec::new(), next: None };
    if closed.is_none() {
        found = hub.ports.conversations.conversations(tenant, &filter, &page).await?;
        if found.next.is_some() || found.rows.len() == page.limit {
            found.next = found.next.or_else(|| Some(Position(CLOSED.to_owned())));
            return Ok(found);
        }
    }
    filter.state = ConversationState::Closed;
    let after = closed.filter(|position| !position.is_empty()).map(Position);
    let rest = PageRequest { limit: page.limit - found.rows.len(), after };
    let closed = hub.ports.conversations.conversations(tenant, &filter, &rest).await?;
    found.rows.extend(closed.rows);
    found.next = closed.next.map(|position| Position(format!("{CLOSED}{}", position.0)));
    Ok(found)
}
