//! Looking for a text, a name or a number.

use futures_util::future::try_join;

use crate::conversation::Conversation;
use crate::flows::Ports;
use crate::ids::TenantId;
use crate::message::Message;
use crate::page::{Page, PageRequest};
use crate::ports::PortResult;
use crate::search::Terms;

/// So many conversations are shown beside the messages.
const CONVERSATIONS_MAX: usize = 10;

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Conversations by name or number, newest activity first; on the first page only.
    pub conversations: Vec<Conversation>,
    /// Messages, newest first, each with its conversation.
    pub messages: Page<(Message, Conversation)>,
}

/// Looks in the texts of a tenant's messages and in the names and numbers of its conversations.
///
/// # Errors
/// The store's; `Rejected` for a position that is none.
pub async fn search(ports: &Ports, tenant: &TenantId, terms: &Terms, page: &PageRequest) -> PortResult<Found> {
    let messages = ports.search.messages_with(tenant, terms, page);
    if page.after.is_some() {
        return Ok(Found { conversations: Vec::new(), messages: messages.await? });
    }
    let (messages, conversations) =
        try_join(messages, ports.search.conversations_with(tenant, terms, CONVERSATIONS_MAX)).await?;
    Ok(Found { conversations, messages })
}
