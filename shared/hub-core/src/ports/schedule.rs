//! Texts that are sent at a set time.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::campaign::MessageCampaign;
use crate::ids::{MessageId, ScheduledId, TenantId};
use crate::page::{Page, PageRequest};
use crate::recipient::Recipient;
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

/// What becomes a message in the write that stores the message.
#[derive(Debug, Clone)]
pub enum Fired {
    /// A scheduled text.
    Scheduled {
        /// The text as it will stand, one version up.
        scheduled: Box<ScheduledMessage>,
        /// Nothing is written if the customer wrote after this moment.
        unless_replied_since: Option<Timestamp>,
    },
    /// A recipient of a campaign.
    Recipient {
        /// The recipient as they were read, still waiting.
        before: Box<Recipient>,
        /// The recipient as they will stand, one version up.
        after: Box<Recipient>,
        /// The campaign's name, which the message shows.
        campaign: String,
    },
}

impl Fired {
    /// The same, now that its message is known.
    #[must_use]
    pub fn becoming(self, id: &MessageId, segments: u32) -> Self {
        let message_id = Some(id.clone());
        match self {
            Self::Scheduled { scheduled, unless_replied_since } => {
                let scheduled = Box::new(ScheduledMessage { message_id, ..*scheduled });
                Self::Scheduled { scheduled, unless_replied_since }
            }
            Self::Recipient { before, after, campaign } => {
                let after = Box::new(Recipient { message_id, segments, message_version: 1, ..*after });
                Self::Recipient { before, after, campaign }
            }
        }
    }

    /// What the message says of the campaign that it is part of.
    #[must_use]
    pub fn campaign(&self) -> Option<MessageCampaign> {
        match self {
            Self::Scheduled { .. } => None,
            Self::Recipient { after, campaign, .. } => Some(MessageCampaign {
                id: after.campaign_id.clone(),
                name: campaign.clone(),
                recipient_id: after.id.clone(),
            }),
        }
    }

    /// Nothing is written if the customer wrote after this moment.
    #[must_use]
    pub fn unless_replied_since(&self) -> Option<Timestamp> {
        match self {
            Self::Scheduled { unless_replied_since, .. } => *unless_replied_since,
            Self::Recipient { .. } => None,
        }
    }
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
