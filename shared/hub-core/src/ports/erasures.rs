//! Erasures of contacts.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::audit::Entry;
use crate::contact::Contact;
use crate::conversation::Conversation;
use crate::erasure::{Erasure, Trace};
use crate::ids::{ConversationId, ErasureId, TenantId};
use crate::page::{Page, PageRequest};

/// What was erased, and the removal of it.
#[async_trait]
pub trait Erasures: Send + Sync {
    /// Takes a contact and their threads out of the inbox and keeps what is still to be done, with its line of the audit:
    /// all of it, or, if contact or threads are no longer as they were read, nothing and `false`. Of the contact only the
    /// heads of the consent ledger stay.
    async fn begin(
        &self,
        tenant: &TenantId,
        (contact, rows): (&Contact, &[Conversation]),
        (erasure, due): (&Erasure, Timestamp),
        entry: &Entry,
    ) -> PortResult<bool>;
    /// One erasure.
    async fn erasure(&self, tenant: &TenantId, id: &ErasureId) -> PortResult<Option<Erasure>>;
    /// The erasures, newest first.
    async fn erasures(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<Erasure>>;
    /// Some of what a thread still has of the time until `until`.
    async fn traces(
        &self,
        tenant: &TenantId,
        thread: &ConversationId,
        until: Timestamp,
        limit: usize,
    ) -> PortResult<Vec<Trace>>;
    /// Removes traces, at most 50, and keeps the erasure that counts them, together: `false`, and nothing done, if one of
    /// them is no longer as it was read. The sweep looks after the erasure at `due`, or not any more.
    async fn remove(
        &self,
        tenant: &TenantId,
        traces: &[Trace],
        (erasure, due): (&Erasure, Option<Timestamp>),
    ) -> PortResult<bool>;
    /// Lets the sweep look after an erasure later; nothing if there is none that goes on.
    async fn postpone(&self, tenant: &TenantId, id: &ErasureId, due: Timestamp) -> PortResult<()>;
}
