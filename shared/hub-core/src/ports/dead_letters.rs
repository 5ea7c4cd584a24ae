//! Messages that the workers gave up on.

use async_trait::async_trait;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PortResult;
use crate::address::Address;
use crate::ids::{ConversationId, MessageId, TenantId};
use crate::page::{Page, PageRequest};

/// A message that could not be handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeadLetter {
    /// Its id; later ones sort later.
    pub id: String,
    /// When it was given up.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The message.
    pub message_id: MessageId,
    /// Its thread.
    pub conversation_id: ConversationId,
    /// Our number.
    pub from: Address,
    /// The recipient.
    pub to: Address,
    /// Why, in a plain sentence.
    pub reason: String,
}

/// What was given up, until somebody lets it go out after all.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    /// Ends a `queued` message as failed and lists it; `false` if the message is not `queued`.
    async fn bury(&self, tenant: &TenantId, letter: &DeadLetter) -> PortResult<bool>;
    /// The listed ones, newest first.
    async fn dead_letters(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<DeadLetter>>;
    /// Takes one off the list and makes its message `queued` again, to be looked after at `due`; `None` if it is not
    /// listed any more.
    async fn raise(&self, tenant: &TenantId, id: &str, due: Timestamp) -> PortResult<Option<MessageId>>;
}
