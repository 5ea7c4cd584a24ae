//! Campaigns: the campaign itself, and the door to its recipients.

use async_trait::async_trait;
use hub_core::audience::{AudienceFilter, Listed};
use hub_core::campaign::{Campaign, CampaignState, Tally};
use hub_core::ids::{CampaignId, RecipientId, TenantId};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{CampaignStore, PortResult};
use hub_core::recipient::{Recipient, RecipientState};
use jiff::{SignedDuration, Timestamp};

use super::expression::{Change, Item, number, text};
use super::lists::List;
use super::{Table, from_item, keys, to_item, unbuildable};

/// A draft that nobody starts is forgotten after this time, and one that was discarded after a day.
const DRAFT_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
const DISCARDED_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The campaign with its places in the indexes: in the list unless it is a discarded draft, and among what is due while
/// there is something to do.
fn item(tenant: &TenantId, campaign: &Campaign) -> PortResult<Item> {
    let key = keys::campaign(tenant, &campaign.id);
    let mut item = to_item(&key, "campaign", campaign)?;
    let is_discarded = campaign.state == CampaignState::Canceled
        && campaign.started_at.is_none()
        && !campaign.is_clearing
        && campaign.start_at.is_none();
    if !is_discarded {
        item.insert("gsi1pk".to_owned(), text(keys::campaign_list(tenant)));
        let position = format!("{:013}#{}", campaign.created_at.as_millisecond(), campaign.id);
        item.insert("gsi1sk".to_owned(), text(position));
    }
    let due = match campaign.state {
        CampaignState::Scheduled => campaign.start_at.as_ref().map(|at| at.utc),
        CampaignState::Running => Some(campaign.updated_at),
        CampaignState::Canceled if campaign.is_clearing => Some(campaign.updated_at),
        _ => None,
    };
    if let Some(due) = due {
        item.insert("gsi2pk".to_owned(), text(keys::CAMPAIGNS_DUE));
        item.insert("gsi2sk".to_owned(), text(keys::due_position(due)));
    }
    let kept = if is_discarded {
        Some(DISCARDED_KEPT)
    } else {
        (campaign.state == CampaignState::Draft).then_some(DRAFT_KEPT)
    };
    item.extend(kept.map(|kept| ("expires_at".to_owned(), number((campaign.updated_at + kept).as_second()))));
    Ok(item)
}

#[async_trait]
impl CampaignStore for Table {
    async fn campaign(&self, tenant: &TenantId, id: &CampaignId) -> PortResult<Option<Campaign>> {
        self.read(&keys::campaign(tenant, id), true).await?.map(from_item).transpose()
    }

    async fn campaigns(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<Campaign>> {
        let list = keys::campaign_list(tenant);
        let key_of = |position: &str| Some(keys::campaign(tenant, &keys::parse_campaign_position(position)?));
        self.list_page(&List::newest_first(&list), page, key_of, |item| from_item(item).map(Some)).await
    }

    async fn put_campaign(&self, tenant: &TenantId, campaign: &Campaign) -> PortResult<bool> {
        let before = campaign.version.saturating_sub(1);
        let change = match before {
            0 => Change::new().when_absent("pk"),
            before => Change::new().when("version", "=", number(before)),
        };
        let part = change.put_in_transaction(&self.name, item(tenant, campaign)?).map_err(unbuildable)?;
        Ok(self.transact(vec![part]).await?.is_ok())
    }

    async fn due_campaigns(&self, as_of: Timestamp, page: &PageRequest) -> PortResult<Page<(TenantId, CampaignId)>> {
        let key_of = |tenant: &TenantId, id: &CampaignId| Some(keys::campaign(tenant, id));
        self.due_page(keys::CAMPAIGNS_DUE, as_of, page, key_of, keys::parse_campaign).await
    }

    async fn add_recipients(&self, tenant: &TenantId, recipients: &[Recipient]) -> PortResult<Vec<bool>> {
        self.put_recipients(tenant, recipients).await
    }

    async fn recipient(
        &self,
        tenant: &TenantId,
        campaign: &CampaignId,
        id: &RecipientId,
    ) -> PortResult<Option<Recipient>> {
        self.read(&keys::recipient(tenant, campaign, id), true).await?.map(from_item).transpose()
    }

    async fn recipients(
        &self,
        tenant: &TenantId,
        campaign: &CampaignId,
        state: Option<RecipientState>,
        page: &PageRequest,
    ) -> PortResult<Page<Recipient>> {
        match state {
            None => self.all_recipients(tenant, campaign, page).await,
            Some(state) => self.recipients_in(tenant, campaign, (state, None), page).await,
        }
    }

    async fn due_recipients(
        &self,
        tenant: &TenantId,
        campaign: &CampaignId,
        as_of: Timestamp,
        page: &PageRequest,
    ) -> PortResult<Page<Recipient>> {
        self.recipients_in(tenant, campaign, (RecipientState::Waiting, Some(as_of)), page).await
    }

    async fn replace_recipient(&self, tenant: &TenantId, before: &Recipient, after: &Recipient) -> PortResult<bool> {
        Ok(self.transact(self.recipient_parts(tenant, Some(before), after)?).await?.is_ok())
    }

    async fn forget_recipient(&self, tenant: &TenantId, before: &Recipient, after: &Recipient) -> PortResult<bool> {
        self.remove_recipient(tenant, before, after).await
    }

    async fn tally(&self, tenant: &TenantId, campaign: &CampaignId) -> PortResult<Tally> {
        self.counters(tenant, campaign).await
    }

    async fn audience(
        &self,
        tenant: &TenantId,
        filter: &AudienceFilter,
        page: &PageRequest,
    ) -> PortResult<Page<Listed>> {
        self.listed(tenant, filter, page).await
    }
}
