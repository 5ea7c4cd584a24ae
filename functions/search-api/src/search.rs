//! `GET /api/search`: texts, names and numbers.

use hub_core::address::Address;
use hub_core::conversation::Conversation;
use hub_core::flows;
use hub_core::flows::search::Found;
use hub_core::ids::{ConversationId, MessageId};
use hub_core::message::{Direction, Message};
use hub_core::search::{Excerpt, Terms};
use hub_lambda::auth::Principal;
use hub_lambda::http::{Cursor, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `search`.
#[must_use]
pub fn route() -> Route {
    Route::api("search", handle)
}

const QUERY_MAX_CHARACTERS: usize = 100;

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchQuery {
    /// Words or their beginnings, of two letters or more, or a part of a number, of three digits or more; at most 100
    /// characters. Case, accents and the way a number is written do not count. A message has to have all words.
    q: String,
    /// Messages on a page, 1 to 100; 20 if absent.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// What was found.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchPage {
    /// Up to ten conversations by name or number, newest activity first; on the first page only.
    conversations: Vec<Conversation>,
    /// Messages, newest first.
    messages: Vec<FoundMessage>,
    /// Leads to older messages; null at the end. A page may be short, or empty, although more follow.
    next_cursor: Option<String>,
}

/// A message that was found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundMessage {
    /// The message's id.
    id: MessageId,
    /// The thread it belongs to.
    conversation_id: ConversationId,
    /// The customer's name, if the team gave one.
    contact_name: Option<String>,
    /// The customer's address.
    their_address: Address,
    /// Who wrote it.
    direction: Direction,
    /// When we stored it.
    #[schemars(with = "String")]
    at: Timestamp,
    /// The part of the text where the words are.
    excerpt: Excerpt,
}

/// Looks for it.
///
/// # Errors
/// 400 for a query that is too long, or a limit or cursor that is none.
pub async fn handle(hub: Hub, who: Principal, Query(query): Query<SearchQuery>) -> Result<Shown<SearchPage>, ApiError> {
    if query.q.chars().count() > QUERY_MAX_CHARACTERS {
        return Err(ApiError::invalid("q may have at most 100 characters."));
    }
    let page = Cursor::page(query.limit, 20, query.cursor.as_deref())?;
    let Some(terms) = Terms::of(&query.q) else { return Ok(Shown(SearchPage::default())) };
    let found = flows::search::search(&hub.ports, who.tenant(), &terms, &page).await.map_err(bad_cursor)?;
    Ok(Shown(page_of(found, &terms)))
}

fn page_of(found: Found, terms: &Terms) -> SearchPage {
    let shown = |(message, thread): (Message, Conversation)| FoundMessage {
        excerpt: terms.excerpt(&message.body),
        id: message.id,
        conversation_id: thread.id,
        contact_name: thread.contact_name,
        their_address: thread.their_address,
        direction: message.direction,
        at: message.created_at,
    };
    SearchPage {
        conversations: found.conversations,
        messages: found.messages.rows.into_iter().map(shown).collect(),
        next_cursor: cursor_of(found.messages.next),
    }
}
