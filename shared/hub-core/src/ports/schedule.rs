//! Texts that are sent at a set time.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::ids::{ScheduledId, TenantId};
use crate::page::{Page, PageRequest};
use crate::schedule::{ScheduledFilter, ScheduledMessage};

/// Into so many parts due texts are cut, by their ids, so that several workers fire them at the same time.
pub const SCHEDULE_SHARDS: usize = 4;

/// What became of a text that was to be scheduled.
#[derive(Debug, Clone, PartialEq)]
pub enum ScheduledOutcome {
    /// Stored.
    Stored,
    /// The key was used before, for this very text: the earlier one's id.
    Repeat(ScheduledId),
    /// The key was used before for something else.
    KeyReused,
}

/// A scheduled text that becomes a message in the write that stores the message.
#[derive(Debug, Clone)]
pub struct Fired {
    /// The text as it will stand, one version up.
    pub scheduled: ScheduledMessage,
    /// Nothing is written if the customer wrote after this moment.
    pub unless_replied_since: Option<Timestamp>,
}

/// Scheduled texts.
#[async_trait]
pub trait ScheduleStore: Send + Sync {
    /// Stores a new one, once for each key.
    async fn create_scheduled(
        &self,
        tenant: &TenantId,
        scheduled: &ScheduledMessage,
        key: Option<&str>,
    ) -> PortResult<ScheduledOutcome>;
    /// One text.
    async fn scheduled(&self, tenant: &TenantId, id: &ScheduledId) -> PortResult<Option<ScheduledMessage>>;
    /// Replaces a text that is still `scheduled` and whose stored version is the one before; `false` if it is not.
    async fn replace_scheduled(&self, tenant: &TenantId, scheduled: &ScheduledMessage) -> PortResult<bool>;
    /// The texts that match: those still `scheduled` by their time, soonest first, others newest first. Those of one
    /// thread in the order in which they were made.
    async fn list_scheduled(
        &self,
        tenant: &TenantId,
        filter: &ScheduledFilter,
        page: &PageRequest,
    ) -> PortResult<Page<ScheduledMessage>>;
    /// What is due at `as_of` or before in one of [`SCHEDULE_SHARDS`], of every tenant, longest due first.
    async fn due_scheduled(
        &self,
        shard: usize,
        as_of: Timestamp,
        page: &PageRequest,
    ) -> PortResult<Page<(TenantId, ScheduledId)>>;
}
