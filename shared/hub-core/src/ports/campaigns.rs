//! Templates, campaigns and their recipients.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::audience::{AudienceFilter, Listed};
use crate::campaign::{Campaign, Tally};
use crate::ids::{CampaignId, RecipientId, TemplateId, TenantId};
use crate::page::{Page, PageRequest};
use crate::recipient::{Recipient, RecipientState};
use crate::templates::MessageTemplate;

/// What became of a changed template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateOutcome {
    /// Stored.
    Stored,
    /// Another template has the name.
    NameTaken,
    /// It is no longer as it was read.
    Moved,
}

/// Templates.
#[async_trait]
pub trait TemplateStore: Send + Sync {
    /// One template.
    async fn template(&self, tenant: &TenantId, id: &TemplateId) -> PortResult<Option<MessageTemplate>>;
    /// The templates, in the order in which they were made.
    async fn templates(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<MessageTemplate>>;
    /// Stores a new template, or the next version of one that is still as it was read.
    async fn put_template(
        &self,
        tenant: &TenantId,
        before: Option<&MessageTemplate>,
        template: &MessageTemplate,
    ) -> PortResult<TemplateOutcome>;
    /// Removes a template that is still as it was read; `false` if it is not.
    async fn delete_template(&self, tenant: &TenantId, template: &MessageTemplate) -> PortResult<bool>;
}

/// Campaigns and their recipients, whose counters change in the write that changes a recipient.
#[async_trait]
pub trait CampaignStore: Send + Sync {
    /// One campaign.
    async fn campaign(&self, tenant: &TenantId, id: &CampaignId) -> PortResult<Option<Campaign>>;
    /// The campaigns, newest first; discarded drafts left aside.
    async fn campaigns(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<Campaign>>;
    /// Stores a new campaign, or the next version of a stored one; `false` if it changed meanwhile.
    async fn put_campaign(&self, tenant: &TenantId, campaign: &Campaign) -> PortResult<bool>;
    /// Campaigns that have something to do at `as_of`, of every tenant.
    async fn due_campaigns(&self, as_of: Timestamp, page: &PageRequest) -> PortResult<Page<(TenantId, CampaignId)>>;
    /// Adds rows; for each, whether it is there now. A row whose number is another row's is not.
    async fn add_recipients(&self, tenant: &TenantId, recipients: &[Recipient]) -> PortResult<Vec<bool>>;
    /// One recipient.
    async fn recipient(
        &self,
        tenant: &TenantId,
        campaign: &CampaignId,
        id: &RecipientId,
    ) -> PortResult<Option<Recipient>>;
    /// The recipients in one state, or all of them.
    async fn recipients(
        &self,
        tenant: &TenantId,
        campaign: &CampaignId,
        state: Option<RecipientState>,
        page: &PageRequest,
    ) -> PortResult<Page<Recipient>>;
    /// Those who wait and are due at `as_of`, the longest due first. A list may be a moment old.
    async fn due_recipients(
        &self,
        tenant: &TenantId,
        campaign: &CampaignId,
        as_of: Timestamp,
        page: &PageRequest,
    ) -> PortResult<Page<Recipient>>;
    /// Replaces a recipient and counts the difference; `false` if they are no longer as they were read.
    async fn replace_recipient(&self, tenant: &TenantId, before: &Recipient, after: &Recipient) -> PortResult<bool>;
    /// Removes a recipient who is still as they were read, and counts `after` in their place; `false` if they are not.
    async fn forget_recipient(&self, tenant: &TenantId, before: &Recipient, after: &Recipient) -> PortResult<bool>;
    /// The counters.
    async fn tally(&self, tenant: &TenantId, campaign: &CampaignId) -> PortResult<Tally>;
    /// Customers of the inbox that match, each thread once.
    async fn audience(
        &self,
        tenant: &TenantId,
        filter: &AudienceFilter,
        page: &PageRequest,
    ) -> PortResult<Page<Listed>>;
}
