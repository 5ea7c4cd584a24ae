//! What the flows need from the outside: one small trait per capability.
//!
//! Every store method takes the tenant first. Only [`Directory`] does not, because it is how a tenant is found.

mod attempts;
mod audit;
mod calls;
mod campaigns;
mod consent;
mod dead_letters;
mod erasures;
mod journal;
mod mail;
mod media;
mod messages;
mod numbers;
mod pacing;
mod people;
mod provisioning;
mod reports;
mod schedule;
mod search;
mod shares;
mod speech;
mod vault;
mod whatsapp;

pub use attempts::{Allowance, Attempt, Attempts};
pub use audit::AuditLog;
pub use calls::{CallBegun, CallRecord, CallStore, CarrierCall, CarrierDial, Telephony, ThreadNews};
pub use campaigns::{CampaignStore, TemplateOutcome, TemplateStore};
pub use consent::{ConsentLedger, Contacts};
pub use dead_letters::{DeadLetter, DeadLetters};
pub use erasures::Erasures;
pub use journal::Journal;
pub use mail::{Mail, Mailer};
pub use media::{
    AttachmentStore, Attachments, CarrierMedia, FetchWork, Fetched, MediaLink, MediaQueue, MediaSource, MediaStore,
    MediaTask, MediaWork, Served, Upload, UploadTarget,
};
pub use messages::{
    Claim, Doubt, DueWork, InboundMessage, InboundOutcome, MessageStore, OutboundMessage, QueuedOutcome, RequestKey,
    Settlement, StatusReport,
};
pub use numbers::{Claimed, Numbers};
pub use pacing::Pacing;
pub use people::{Guarded, NewTenant, People, SettingsStore, UserChange};
pub use provisioning::{
    AvailableNumber, CarrierFailure, CarrierNumber, CarrierResult, MessagingService, Needs, NumberKind, NumberSearch,
    Provisioning, Webhooks,
};
pub use reports::{ErrorReports, NoErrorReports};
pub use schedule::{Fired, SCHEDULE_SHARDS, ScheduleStore, ScheduledOutcome};
pub use search::{Indexed, SearchIndex};
pub use shares::{CallShares, OpenedShare, ShareLink};
pub use speech::{NoTranscriber, Sound, Transcribed, Transcriber};
pub use vault::{Integrations, Vault};
pub use whatsapp::{CarrierSender, WhatsAppTemplates};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::account::{Login, RefreshFamily, Tenant, User};
use crate::address::Address;
use crate::carrier_account::{ApiLogin, CarrierAccount, CarrierStatus};
use crate::conversation::{Conversation, ConversationChange, ConversationFilter, ReadMark};
use crate::identity::SigningKey;
use crate::ids::{ConnectionId, ConversationId, MessageId, NoteId, TenantId, UserId};
use crate::live::{Event, Logged, Published, Visitor};
use crate::message::Message;
use crate::number::OwnNumber;
use crate::page::{Page, PageRequest};
use crate::thread::{Note, ThreadEntry};

/// How a port failed: the kind decides what a flow does, the source is for the log.
#[derive(Debug, thiserror::Error)]
#[error("{kind:?}: {reason}")]
pub struct PortError {
    /// What kind of failure it is.
    pub kind: PortErrorKind,
    /// The adapter's own words, for the log only.
    pub reason: String,
}

/// The kinds of failure that a flow tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortErrorKind {
    /// The thing does not exist.
    NotFound,
    /// Somebody else changed it first.
    Conflict,
    /// Too much at once; the same call may pass later.
    Throttled,
    /// Nothing was done; the same call may pass later.
    Unavailable,
    /// It may or may not have been done.
    Ambiguous,
    /// It will never be done.
    Rejected,
}

impl PortError {
    /// An error of a kind with the adapter's words.
    pub fn new(kind: PortErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }
}

/// The result of a port's method.
pub type PortResult<T> = Result<T, PortError>;

/// Finds the tenant behind an outside name.
#[async_trait]
pub trait Directory: Send + Sync {
    /// The owner of one of our numbers.
    async fn tenant_by_number(&self, number: &Address) -> PortResult<Option<TenantId>>;
    /// The owner of a Messaging Service, by its SID.
    async fn tenant_by_messaging_service(&self, sid: &str) -> PortResult<Option<TenantId>>;
    /// The person with an e-mail address (lower case).
    async fn user_by_email(&self, email: &str) -> PortResult<Option<(TenantId, UserId)>>;
    /// Spends a socket ticket: answers once, and only before it expires.
    async fn take_ticket(&self, ticket: &str, now: Timestamp) -> PortResult<Option<Visitor>>;
    /// Keeps a socket ticket until `expires`.
    async fn put_ticket(&self, ticket: &str, visitor: &Visitor, expires: Timestamp) -> PortResult<()>;
}

/// What a request needs to know of its tenant, and sessions.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The tenant itself.
    async fn tenant(&self, tenant: &TenantId) -> PortResult<Option<Tenant>>;
    /// Everybody of a tenant.
    async fn users(&self, tenant: &TenantId) -> PortResult<Vec<User>>;
    /// One person with their password hash.
    async fn login(&self, tenant: &TenantId, user: &UserId) -> PortResult<Option<Login>>;
    /// The numbers of a tenant.
    async fn numbers(&self, tenant: &TenantId) -> PortResult<Vec<OwnNumber>>;
    /// Whether the tenant's texts go out, without opening its credentials.
    async fn carrier_status(&self, tenant: &TenantId) -> PortResult<(CarrierStatus, Option<String>)>;
    /// Stores a new refresh family until `expires`.
    async fn put_refresh_family(&self, tenant: &TenantId, family: &RefreshFamily, expires: Timestamp)
    -> PortResult<()>;
    /// Reads a refresh family.
    async fn refresh_family(&self, tenant: &TenantId, id: &str) -> PortResult<Option<RefreshFamily>>;
    /// Replaces the current token of a family; `false` if `family.current` is no longer the stored one.
    async fn rotate_refresh(
        &self,
        tenant: &TenantId,
        family: &RefreshFamily,
        next: &str,
        now: Timestamp,
    ) -> PortResult<bool>;
    /// Ends a family: none of its tokens is good any more.
    async fn revoke_refresh_family(&self, tenant: &TenantId, id: &str) -> PortResult<()>;
}

/// Conversations.
#[async_trait]
pub trait ConversationStore: Send + Sync {
    /// One conversation.
    async fn conversation(&self, tenant: &TenantId, id: &ConversationId) -> PortResult<Option<Conversation>>;
    /// The conversations that match, newest activity first.
    async fn conversations(
        &self,
        tenant: &TenantId,
        filter: &ConversationFilter,
        page: &PageRequest,
    ) -> PortResult<Page<Conversation>>;
    /// Changes a conversation and answers its new state; `None` if it does not exist.
    async fn change_conversation(
        &self,
        tenant: &TenantId,
        id: &ConversationId,
        change: &ConversationChange,
        now: Timestamp,
    ) -> PortResult<Option<Conversation>>;
    /// Keeps how far a person has read, and answers the conversation; `None` if it does not exist.
    ///
    /// A mark only rises, unless it [`ReadMark::goes_back`], and never passes what the customer has written; whatever of
    /// it is refused, the conversation is answered as it is.
    async fn mark_read(
        &self,
        tenant: &TenantId,
        id: &ConversationId,
        reader: (&UserId, ReadMark),
        now: Timestamp,
    ) -> PortResult<Option<Conversation>>;
    /// Opens a snoozed conversation whose time has come; `false` if it is not snoozed or not yet due.
    async fn wake(&self, tenant: &TenantId, id: &ConversationId, now: Timestamp) -> PortResult<bool>;
}

/// The entries of a thread.
#[async_trait]
pub trait Threads: Send + Sync {
    /// A page of a thread, newest first.
    async fn timeline(
        &self,
        tenant: &TenantId,
        conversation: &ConversationId,
        page: &PageRequest,
    ) -> PortResult<Page<ThreadEntry>>;
    /// Keeps a new note; `false` if there is no such conversation.
    async fn put_note(&self, tenant: &TenantId, note: &Note) -> PortResult<bool>;
    /// One note.
    async fn note(&self, tenant: &TenantId, id: &NoteId) -> PortResult<Option<Note>>;
    /// Takes the words of a note away and answers what is left; `None` if there is no such note.
    async fn remove_note(&self, tenant: &TenantId, id: &NoteId, now: Timestamp) -> PortResult<Option<Note>>;
}

/// An open socket.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// The gateway's own name of it.
    pub gateway_id: String,
    /// Who holds it.
    pub user_id: UserId,
}

/// So many events are appended together at most.
pub const EVENTS_AT_ONCE: usize = 25;

/// The published events of a tenant and the sockets that hear them.
#[async_trait]
pub trait LiveStore: Send + Sync {
    /// The newest of the log first, down to what was published before `since`, and always at least the newest.
    async fn newest_events(&self, tenant: &TenantId, since: Timestamp) -> PortResult<Vec<Logged>>;
    /// Appends 1 to [`EVENTS_AT_ONCE`] events with numbers one after the other; `false` if the first number is taken.
    async fn append_events(&self, tenant: &TenantId, published: &[Published], expires: Timestamp) -> PortResult<bool>;
    /// Events after `seq` in order, at most `limit`.
    async fn events_after(&self, tenant: &TenantId, seq: u64, limit: usize) -> PortResult<Vec<Event>>;
    /// The number of the newest event; 0 if there is none.
    async fn newest_seq(&self, tenant: &TenantId) -> PortResult<u64>;
    /// Keeps an open socket until `expires`.
    async fn put_connection(
        &self,
        id: &ConnectionId,
        gateway_id: &str,
        visitor: &Visitor,
        expires: Timestamp,
    ) -> PortResult<()>;
    /// Who holds an open socket.
    async fn visitor(&self, id: &ConnectionId) -> PortResult<Option<Visitor>>;
    /// Forgets a socket.
    async fn remove_connection(&self, id: &ConnectionId) -> PortResult<()>;
    /// The open sockets of a tenant.
    async fn connections(&self, tenant: &TenantId, now: Timestamp) -> PortResult<Vec<Connection>>;
}

/// One outbound message to be sent, as it travels through the queue.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendTask {
    /// The shape of this task; 1.
    pub version: u32,
    /// Whose message it is.
    pub tenant_id: TenantId,
    /// Which message it is.
    pub message_id: MessageId,
    /// 1 for the first time it is queued; a sweep's requeue has a higher one.
    pub attempt: u64,
}

/// The queue of outbound messages: in order per conversation, at least once.
#[async_trait]
pub trait SendQueue: Send + Sync {
    /// Queues a message behind the others of its conversation.
    async fn enqueue(&self, task: &SendTask) -> PortResult<()>;
    /// Lets a task that a worker holds under `receipt` come again after `wait`, and not sooner.
    async fn come_again(&self, receipt: &str, wait: SignedDuration) -> PortResult<()>;
}

/// What became of a push to a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// Handed over.
    Delivered,
    /// The socket is closed.
    Gone,
}

/// Pushes text frames to open sockets.
#[async_trait]
pub trait LivePush: Send + Sync {
    /// Closes the socket that the gateway calls `gateway_id`, if it is open.
    async fn close(&self, gateway_id: &str) -> PortResult<()>;
    /// Pushes one frame to the socket that the gateway calls `gateway_id`.
    async fn push(&self, gateway_id: &str, frame: &str) -> PortResult<Pushed>;
}

/// A text to hand to the carrier.
pub struct CarrierMessage<'a> {
    /// The tenant's account.
    pub account_sid: &'a str,
    /// What opens it.
    pub login: &'a ApiLogin,
    /// The message.
    pub message: &'a Message,
    /// Where the carrier fetches its attachments.
    pub media_urls: &'a [String],
    /// Where the carrier reports on it.
    pub status_callback: String,
}

/// What the carrier answered.
#[derive(Debug, Clone, PartialEq)]
pub enum CarrierAnswer {
    /// It has the message under this SID.
    Accepted {
        /// The carrier's id.
        sid: String,
    },
    /// It surely does not have it; later it may take it.
    NotNow {
        /// Why, for the log.
        reason: String,
    },
    /// It refuses the credentials, or the account is not active: it surely does not have it.
    Unauthorized {
        /// Why, for the log.
        reason: String,
    },
    /// It refuses it for good.
    Refused {
        /// The carrier's error code, such as `21211`.
        code: String,
        /// A plain sentence for the team.
        reason: String,
        /// The customer has opted out at the carrier.
        opted_out: bool,
    },
    /// Nobody knows whether it has it.
    Ambiguous {
        /// Why, for the log.
        reason: String,
    },
}

/// A message that the carrier has of us.
#[derive(Debug, Clone, PartialEq)]
pub struct CarrierRecord {
    /// The carrier's id.
    pub sid: String,
    /// The text.
    pub body: String,
    /// How many attachments it has, as far as the carrier has counted them.
    pub media_count: usize,
    /// The carrier's own word for its status.
    pub status: String,
    /// The carrier's error code.
    pub error_code: Option<String>,
    /// When the carrier made it; whole seconds.
    pub created_at: Timestamp,
}

/// Sends texts.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Every message between the two addresses of `message` on its channel that the carrier made at `since` or later,
    /// newest first. An answer that may be incomplete is an error.
    async fn sent_since(
        &self,
        account: &CarrierAccount,
        message: &Message,
        since: Timestamp,
    ) -> CarrierResult<Vec<CarrierRecord>>;
    /// Hands one message over, once: no retry happens inside.
    async fn send(&self, message: CarrierMessage<'_>) -> CarrierAnswer;
}

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Fresh randomness.
pub trait Ids: Send + Sync {
    /// A ULID of a point in time; later calls in the same millisecond sort later.
    fn ulid(&self, at: Timestamp) -> ulid::Ulid;
    /// 32 random bytes as URL-safe text, for tickets and tokens.
    fn secret(&self) -> String;
}

/// Passwords.
#[async_trait]
pub trait Passwords: Send + Sync {
    /// Whether `password` is the one that `hash` was made of. With `None` it takes as long and answers `false`.
    async fn verify(&self, password: &str, hash: Option<&str>) -> bool;
    /// The argon2id hash of a password in PHC form.
    async fn hash(&self, password: &str) -> PortResult<String>;
}

/// The public keys of an external identity provider.
#[async_trait]
pub trait SigningKeys: Send + Sync {
    /// The key with an id; `None` if the provider has no such key for its algorithm.
    ///
    /// `Unavailable` only if nothing is known of the provider's keys and it cannot be asked.
    async fn signing_key(&self, id: &str) -> PortResult<Option<SigningKey>>;
}
