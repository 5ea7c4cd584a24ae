//! Messages, and the steps of sending one.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Fired, MediaSource, PortResult};
use crate::consent::ConsentEntry;
use crate::contact::Contact;
use crate::ids::{ConversationId, ErasureId, MessageId, TenantId};
use crate::message::{Message, MessageStatus};
use crate::page::{Page, PageRequest};

/// An inbound message with what it changes around it.
#[derive(Debug, Clone)]
pub struct InboundMessage {
    /// The message; its `sid` is set.
    pub message: Message,
    /// The customer, as they were when this was decided.
    pub contact: Contact,
    /// The line of the consent ledger that a keyword makes.
    pub consent: Option<ConsentEntry>,
    /// Our answer to a keyword, which the carrier sends for us.
    pub reply: Option<Message>,
    /// Where its attachments come from, in their order.
    pub sources: Vec<MediaSource>,
    /// When the sweep should look after attachments that nobody fetched.
    pub due: Timestamp,
    /// The name that a nameless contact gets from it.
    pub name: Option<String>,
    /// The text may have meant an opt-out.
    pub opt_out_suspected: bool,
}

/// What became of an inbound message.
#[derive(Debug, Clone, PartialEq)]
pub enum InboundOutcome {
    /// Stored.
    Stored,
    /// Its SID was stored before, and nothing changed.
    Known {
        /// The answer that the first delivery was given.
        reply: Option<String>,
    },
    /// The customer is no longer as the message says, and nothing changed: decide again.
    Moved,
}

/// The record that makes a repeat of a request harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// The key that the caller gave.
    pub key: String,
    /// What was asked for, as a fingerprint: the same key belongs to the same request.
    pub request: String,
}

/// An outbound message with the record that makes a repeat harmless.
#[derive(Debug, Clone)]
pub struct OutboundMessage {
    /// The message, `queued`.
    pub message: Message,
    /// The customer, as they were when this was decided.
    pub contact: Contact,
    /// What makes a repeat harmless, if the caller gave a key.
    pub idempotency_key: Option<RequestKey>,
    /// When the sweep should look after it.
    pub due: Timestamp,
    /// The scheduled text or the recipient of a campaign that it was until now.
    pub fired: Option<Fired>,
}

/// What became of a message that was to be queued.
#[derive(Debug, Clone, PartialEq)]
pub enum QueuedOutcome {
    /// Stored.
    Stored,
    /// The key was used before, for this very text: the earlier message's id.
    Repeat(MessageId),
    /// The key was used before for something else.
    KeyReused,
    /// The thread is new, and the customer is no longer as the message says: decide again. Nothing changed.
    Moved,
    /// The customer wrote before the scheduled text was sent.
    Replied,
    /// What it was until now was sent, changed or canceled meanwhile.
    NoLongerScheduled,
}

/// A carrier's report on an outbound message.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusReport {
    /// The carrier's id of the message.
    pub sid: String,
    /// The status, translated.
    pub status: MessageStatus,
    /// The carrier's error code.
    pub error_code: Option<String>,
    /// A plain sentence for the error.
    pub error_message: Option<String>,
}

/// How the worker settles a message that it had claimed.
#[derive(Debug, Clone, PartialEq)]
pub enum Settlement {
    /// The carrier has it under this SID.
    Bound {
        /// The carrier's id.
        sid: String,
    },
    /// Not sent, may be tried again: back to `queued`.
    Released {
        /// When the sweep should look after it.
        due: Timestamp,
    },
    /// Not sent, because the carrier refuses our credentials: back to `queued`, until they are repaired.
    Parked,
    /// Nobody can tell whether the carrier took it.
    Doubted {
        /// A stable code.
        code: String,
        /// A plain sentence.
        reason: String,
        /// When it is looked into.
        due: Timestamp,
    },
    /// An end without a carrier id: failed or blocked.
    Ended {
        /// The end.
        status: MessageStatus,
        /// A stable code.
        code: String,
        /// A plain sentence.
        reason: String,
    },
}

/// A message that this worker alone may send, until the lease ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The message, now `sending`.
    pub message: Message,
    /// Names this claim: a later claim has a higher one.
    pub fence: u64,
    /// How many times it was claimed, this time included.
    pub attempts: u64,
}

/// A message of which nobody can tell whether the carrier took it.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The message, `uncertain`.
    pub message: Message,
    /// The claim under which it was handed over.
    pub fence: u64,
    /// When it was handed over.
    pub attempted_at: Timestamp,
}

/// Something that the sweep should look at.
#[derive(Debug, Clone, PartialEq)]
pub enum DueWork {
    /// A message.
    Message {
        /// Whose it is.
        tenant: TenantId,
        /// Which it is.
        id: MessageId,
    },
    /// A snoozed conversation comes back.
    Conversation {
        /// Whose it is.
        tenant: TenantId,
        /// Which it is.
        id: ConversationId,
    },
    /// Recordings of a tenant may be older than they are kept.
    Recordings {
        /// Whose they are.
        tenant: TenantId,
    },
    /// A contact's traces are still to be removed.
    Erasure {
        /// Whose contact it was.
        tenant: TenantId,
        /// The erasure.
        id: ErasureId,
    },
    /// The carrier of a tenant was repaired: what waited for it goes on.
    Carrier {
        /// Whose it is.
        tenant: TenantId,
    },
}

/// Messages and what must change together with them.
#[async_trait]
pub trait MessageStore: Send + Sync {
    /// Stores an inbound message, its SID, its conversation, its line of the consent ledger and our answer in one
    /// transaction.
    async fn store_inbound(&self, tenant: &TenantId, inbound: &InboundMessage) -> PortResult<InboundOutcome>;
    /// Stores an outbound message, its idempotency record and its conversation in one transaction.
    async fn store_outbound(&self, tenant: &TenantId, outbound: &OutboundMessage) -> PortResult<QueuedOutcome>;
    /// What storing a message would come to because of its key alone: a repeat, or a key of another request. `None` if
    /// the key is not known, or not any more.
    async fn stored_with_key(&self, tenant: &TenantId, key: &RequestKey) -> PortResult<Option<QueuedOutcome>>;
    /// One message.
    async fn message(&self, tenant: &TenantId, id: &MessageId) -> PortResult<Option<Message>>;
    /// The messages of a conversation, newest first.
    async fn messages(
        &self,
        tenant: &TenantId,
        conversation: &ConversationId,
        page: &PageRequest,
    ) -> PortResult<Page<Message>>;
    /// Takes a `queued` message for sending until `lease_until`; `None` if it is not `queued`.
    async fn claim(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> PortResult<Option<Claim>>;
    /// Ends a claim; `false` if the claim is no longer the newest one. A status that a callback set meanwhile stays.
    async fn settle(
        &self,
        tenant: &TenantId,
        claim: &Claim,
        settlement: &Settlement,
        now: Timestamp,
    ) -> PortResult<bool>;
    /// Waits until every message of these threads that a worker has claimed by now was handed over, or a few seconds:
    /// by then a worker that lives has begun.
    async fn handovers(&self, tenant: &TenantId, threads: &BTreeSet<ConversationId>, now: Timestamp) -> PortResult<()>;
    /// Ends a message that is still `queued` without sending it; `false` if it is no longer `queued`.
    async fn refuse(&self, tenant: &TenantId, id: &MessageId, code: &str, reason: &str) -> PortResult<bool>;
    /// Marks a message whose lease ended before `now` as `uncertain`, to be looked into at `due`; `false` if it is not
    /// such a message.
    async fn expire_lease(&self, tenant: &TenantId, id: &MessageId, now: Timestamp, due: Timestamp)
    -> PortResult<bool>;
    /// Moves the time at which the sweep looks again at a `queued` message, parked ones included; `false` if it is not
    /// `queued`.
    async fn postpone(&self, tenant: &TenantId, id: &MessageId, due: Timestamp) -> PortResult<bool>;
    /// Applies a carrier's report if it moves the status up; `false` if it changed nothing.
    async fn apply_report(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        report: &StatusReport,
        now: Timestamp,
    ) -> PortResult<bool>;
    /// The doubt about a message; `None` if there is none, or none any more.
    async fn doubt(&self, tenant: &TenantId, id: &MessageId) -> PortResult<Option<Doubt>>;
    /// Settles a doubt: the carrier has the message under this SID. `false` if the SID is another message's, or the
    /// doubt was settled meanwhile.
    async fn settle_doubt(&self, tenant: &TenantId, doubt: &Doubt, sid: &str) -> PortResult<bool>;
    /// Settles a doubt: the carrier does not have the message, so it is `queued` again. `false` as above.
    async fn reopen(&self, tenant: &TenantId, doubt: &Doubt, due: Timestamp) -> PortResult<bool>;
    /// Moves the time at which the doubt is looked into again; without a time it is left to a person.
    async fn put_off(&self, tenant: &TenantId, doubt: &Doubt, due: Option<Timestamp>) -> PortResult<bool>;
    /// The message with a carrier's SID; a report for an unknown SID is kept for the moment it is bound.
    async fn find_or_keep_report(&self, tenant: &TenantId, report: &StatusReport) -> PortResult<Option<MessageId>>;
    /// Work whose time for the sweep came before `as_of`, at most `limit` of each kind, of every tenant.
    async fn due(&self, as_of: Timestamp, limit: usize) -> PortResult<Vec<DueWork>>;
    /// Lets a `queued` message wait for the repair of the carrier's credentials; `false` if it is not `queued`.
    async fn park(&self, tenant: &TenantId, id: &MessageId) -> PortResult<bool>;
    /// The messages that wait for the repair, oldest first, at most `limit`.
    async fn parked(&self, tenant: &TenantId, limit: usize) -> PortResult<Vec<MessageId>>;
}
