//! Calls.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{CarrierResult, MediaSource, PortResult};
use crate::call::{Call, CallFilter, CallStatus};
use crate::carrier_account::CarrierAccount;
use crate::contact::Contact;
use crate::conversation::LastMessage;
use crate::ids::{CallId, TenantId};
use crate::page::{Page, PageRequest};

/// A call with what only the hub needs to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRecord {
    /// The call.
    pub call: Call,
    /// Where the carrier keeps its recording.
    pub source: Option<MediaSource>,
    /// When the sweep should look after it; absent when nothing is outstanding.
    pub due: Option<Timestamp>,
}

/// What became of a call that was to be stored.
#[derive(Debug, Clone, PartialEq)]
pub enum CallBegun {
    /// Stored.
    Stored,
    /// Its SID was stored before, with this call; nothing changed.
    Known(CallId),
    /// The customer is no longer as the call says, and nothing changed: decide again.
    Moved,
}

/// What a call makes of the row of its thread.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadNews {
    /// What the row shows.
    pub last: LastMessage,
    /// It is something that the team has not seen.
    pub is_unread: bool,
}

/// A call as the carrier has it.
#[derive(Debug, Clone, PartialEq)]
pub struct CarrierCall {
    /// The carrier's id.
    pub sid: String,
    /// Where it stands.
    pub status: CallStatus,
    /// How long it was, in seconds.
    pub duration_seconds: Option<u64>,
}

/// A call that the carrier is to make.
#[derive(Debug, Clone, PartialEq)]
pub struct CarrierDial {
    /// Who is rung, as the carrier writes it.
    pub to: String,
    /// Our number.
    pub from: String,
    /// Where the carrier asks what to do once somebody takes the call.
    pub document_url: String,
    /// Where it reports.
    pub status_url: String,
    /// How long it rings, in seconds.
    pub ring_seconds: u32,
}

/// Calls and what must change together with them.
#[async_trait]
pub trait CallStore: Send + Sync {
    /// Stores a new call, its SID if it has one, its thread and its customer in one transaction.
    async fn begin_call(&self, tenant: &TenantId, record: &CallRecord, contact: &Contact) -> PortResult<CallBegun>;
    /// One call.
    async fn call_record(&self, tenant: &TenantId, id: &CallId) -> PortResult<Option<CallRecord>>;
    /// The call with a carrier's SID.
    async fn call_by_sid(&self, tenant: &TenantId, sid: &str) -> PortResult<Option<CallId>>;
    /// Makes a carrier's SID point to a call; `false` if it is another call's.
    async fn bind_call_sid(&self, tenant: &TenantId, id: &CallId, sid: &str) -> PortResult<bool>;
    /// Replaces a call that still has the version before `record`'s, and with it the row of its thread; `false` if it
    /// has another one.
    async fn put_call(&self, tenant: &TenantId, record: &CallRecord, news: Option<&ThreadNews>) -> PortResult<bool>;
    /// The calls that are wanted, newest first.
    async fn calls(&self, tenant: &TenantId, filter: &CallFilter, page: &PageRequest) -> PortResult<Page<Call>>;
    /// The calls that began at `since` or later and are not over, newest first.
    async fn active_calls(&self, tenant: &TenantId, since: Timestamp) -> PortResult<Vec<Call>>;
    /// Calls whose time for the sweep came before `as_of`, at most `limit`, of every tenant.
    async fn due_calls(&self, as_of: Timestamp, limit: usize) -> PortResult<Vec<(TenantId, CallId)>>;
    /// The calls that began at `since` or later and before `before`, at most `limit`, oldest first.
    async fn calls_between(
        &self,
        tenant: &TenantId,
        since: Timestamp,
        before: Timestamp,
        limit: usize,
    ) -> PortResult<Vec<Call>>;
    /// Up to which beginning of calls the sweep has looked for recordings that are not kept any more; `None` where all
    /// are kept.
    async fn cleaned_until(&self, tenant: &TenantId) -> PortResult<Option<Timestamp>>;
    /// Moves that on from where it was to `until`, and calls the sweep again at `due`. Nothing if it is elsewhere.
    async fn clean_on(&self, tenant: &TenantId, from: Timestamp, until: Timestamp, due: Timestamp) -> PortResult<()>;
    /// Moves the time at which the sweep looks again at a call that something is outstanding of.
    async fn postpone_call(&self, tenant: &TenantId, id: &CallId, due: Timestamp) -> PortResult<()>;
}

/// Makes and steers calls.
#[async_trait]
pub trait Telephony: Send + Sync {
    /// Makes a call, once: no retry happens inside. The carrier's id of it.
    async fn start_call(&self, account: &CarrierAccount, dial: &CarrierDial) -> CarrierResult<String>;
    /// The calls of ours between two addresses that the carrier made at `since` or later, oldest first.
    async fn calls_since(
        &self,
        account: &CarrierAccount,
        parties: (&str, &str),
        since: Timestamp,
    ) -> CarrierResult<Vec<CarrierCall>>;
    /// A call as the carrier has it.
    async fn call(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<CarrierCall>;
    /// Lets somebody on the line go on with another document, which the carrier asks for at `document_url`.
    async fn redirect_call(&self, account: &CarrierAccount, sid: &str, document_url: &str) -> CarrierResult<()>;
    /// Ends somebody's line. One that is over already counts as ended.
    async fn end_call(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()>;
}
