//! The index behind the search.

use async_trait::async_trait;

use super::PortResult;
use crate::conversation::Conversation;
use crate::ids::{ConversationId, MessageId, TenantId};
use crate::message::Message;
use crate::page::{Page, PageRequest};
use crate::search::Terms;

/// A change of what is searched, as the table's stream tells it: what was there before and what is there now.
#[derive(Debug, Clone, PartialEq)]
pub enum Indexed {
    /// The text of a message.
    Text {
        /// Which message.
        id: MessageId,
        /// The text before; `None` for a new message.
        before: Option<String>,
        /// The text now; `None` for an erased message.
        after: Option<String>,
    },
    /// The name and the number of a conversation.
    Names {
        /// Which conversation.
        id: ConversationId,
        /// The name and the address before; `None` for a new conversation.
        before: Option<(String, String)>,
        /// The name and the address now; `None` for an erased conversation.
        after: Option<(String, String)>,
    },
    /// A message of a campaign is somewhere else on its way. Its words are the same, so the search leaves it aside.
    Result(Box<Message>),
}

/// Finds messages by their words, and conversations by name and number, without reading any of the others.
#[async_trait]
pub trait SearchIndex: Send + Sync {
    /// Brings the index up to changes. The same changes may come again, and a name's changes in any order.
    async fn index(&self, changes: &[(TenantId, Indexed)]) -> PortResult<()>;
    /// The messages that have all words, newest first, each with its conversation. A page may be short although more
    /// follow: one request reads a bounded part of the index.
    async fn messages_with(
        &self,
        tenant: &TenantId,
        terms: &Terms,
        page: &PageRequest,
    ) -> PortResult<Page<(Message, Conversation)>>;
    /// Conversations whose name has the words or whose number has the digits, newest activity first; at most `limit`.
    async fn conversations_with(&self, tenant: &TenantId, terms: &Terms, limit: usize)
    -> PortResult<Vec<Conversation>>;
}
