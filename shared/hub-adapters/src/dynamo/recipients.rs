//! A campaign's recipients: one item per number, in lists by state, counted in the write that changes them.

use aws_sdk_dynamodb::types::TransactWriteItem;
use hub_core::campaign::Tally;
use hub_core::ids::{CampaignId, TenantId};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::PortResult;
use hub_core::recipient::{Recipient, RecipientState, difference};
use jiff::Timestamp;

use super::expression::{Change, Item, create_in_transaction, number, text};
use super::keys;
use super::lists::List;
use super::pages::Run;
use super::{Table, from_item, port_error, to_item, unbuildable};

/// So many rows are added in one transaction, with one counter.
const ADDED_AT_ONCE: usize = 50;

fn item(tenant: &TenantId, recipient: &Recipient) -> PortResult<Item> {
    let campaign = &recipient.campaign_id;
    let mut item = to_item(&keys::recipient(tenant, campaign, &recipient.id), "recipient", recipient)?;
    let at = if recipient.state == RecipientState::Waiting { recipient.due_at } else { recipient.updated_at };
    item.insert("gsi1pk".to_owned(), text(keys::recipient_list(tenant, campaign, recipient.state)));
    item.insert("gsi1sk".to_owned(), text(keys::recipient_position(at, recipient.line, &recipient.id)));
    Ok(item)
}

fn counted(tally: &Tally) -> Change {
    let change = Change::new().set("entity", text("campaign_counter"));
    tally.iter().fold(change, |change, (name, by)| change.add(name, *by))
}

impl Table {
    /// A recipient who is still as they were read, or a new one, and what changes in their counter.
    pub(super) fn recipient_parts(
        &self,
        tenant: &TenantId,
        before: Option<&Recipient>,
        after: &Recipient,
    ) -> PortResult<Vec<TransactWriteItem>> {
        let item = item(tenant, after)?;
        let put = match before {
            None => create_in_transaction(&self.name, item),
            Some(before) => {
                Change::new().when("version", "=", number(before.version)).put_in_transaction(&self.name, item)
            }
        };
        let counter = keys::counter(tenant, &after.campaign_id, &after.id);
        let count = counted(&difference(before, after)).in_transaction(&self.name, &counter);
        [put, count].into_iter().collect::<Result<_, _>>().map_err(unbuildable)
    }

    pub(super) async fn remove_recipient(
        &self,
        tenant: &TenantId,
        before: &Recipient,
        after: &Recipient,
    ) -> PortResult<bool> {
        let row = keys::recipient(tenant, &before.campaign_id, &before.id);
        let unchanged = Change::new().when("version", "=", number(before.version));
        let mut parts = vec![unchanged.delete_in_transaction(&self.name, &row).map_err(unbuildable)?];
        let change = difference(Some(before), after);
        if !change.is_empty() {
            let counter = keys::counter(tenant, &before.campaign_id, &before.id);
            parts.push(counted(&change).in_transaction(&self.name, &counter).map_err(unbuildable)?);
        }
        Ok(self.transact(parts).await?.is_ok())
    }

    /// Adds rows, many in a transaction; where one of them is known, each by itself.
    pub(super) async fn put_recipients(&self, tenant: &TenantId, recipients: &[Recipient]) -> PortResult<Vec<bool>> {
        let mut added = Vec::with_capacity(recipients.len());
        for some in recipients.chunks(ADDED_AT_ONCE) {
            if self.put_together(tenant, some).await? {
                added.extend(some.iter().map(|_| true));
                continue;
            }
            for recipient in some {
                added.push(self.put_alone(tenant, recipient).await?);
            }
        }
        Ok(added)
    }

    async fn put_together(&self, tenant: &TenantId, recipients: &[Recipient]) -> PortResult<bool> {
        let mut ids: Vec<&str> = recipients.iter().map(|recipient| recipient.id.as_str()).collect();
        ids.sort_unstable();
        let (Some(first), true) = (recipients.first(), ids.windows(2).all(|pair| pair[0] != pair[1])) else {
            return Ok(false);
        };
        let mut tally = Tally::new();
        let mut parts = Vec::with_capacity(recipients.len() + 1);
        for recipient in recipients {
            for (name, by) in difference(None, recipient) {
                *tally.entry(name).or_default() += by;
            }
            parts.push(create_in_transaction(&self.name, item(tenant, recipient)?));
        }
        let counter = keys::counter(tenant, &first.campaign_id, &first.id);
        parts.push(counted(&tally).in_transaction(&self.name, &counter));
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        Ok(self.transact(parts).await?.is_ok())
    }

    /// Whether the row is there now: a row of this line that came before is the same row.
    async fn put_alone(&self, tenant: &TenantId, recipient: &Recipient) -> PortResult<bool> {
        if self.transact(self.recipient_parts(tenant, None, recipient)?).await?.is_ok() {
            return Ok(true);
        }
        let key = keys::recipient(tenant, &recipient.campaign_id, &recipient.id);
        let known: Option<Recipient> = self.read(&key, true).await?.map(from_item).transpose()?;
        Ok(known.is_some_and(|known| known.line == recipient.line))
    }

    pub(super) async fn all_recipients(
        &self,
        tenant: &TenantId,
        campaign: &CampaignId,
        page: &PageRequest,
    ) -> PortResult<Page<Recipient>> {
        let pk = keys::campaign_partition(tenant, campaign);
        self.page_of(&Run { pk: &pk, prefix: keys::RECIPIENTS, newest_first: false }, page, from_item).await
    }

    pub(super) async fn recipients_in(
        &self,
        tenant: &TenantId,
        campaign: &CampaignId,
        (state, until): (RecipientState, Option<Timestamp>),
        page: &PageRequest,
    ) -> PortResult<Page<Recipient>> {
        let list = keys::recipient_list(tenant, campaign, state);
        // The character after `#`, so that the whole millisecond counts.
        let before = until.map(|until| format!("{}$", keys::due_position(until)));
        let list = List { name: &list, newest_first: false, before: before.as_deref() };
        let key_of =
            |position: &str| Some(keys::recipient(tenant, campaign, &keys::parse_recipient_position(position)?));
        self.list_page(&list, page, key_of, |item| from_item(item).map(Some)).await
    }

    pub(super) async fn counters(&self, tenant: &TenantId, campaign: &CampaignId) -> PortResult<Tally> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(keys::campaign_partition(tenant, campaign)))
            .expression_attribute_values(":prefix", text(keys::COUNTERS))
            .consistent_read(true)
            .send()
            .await
            .map_err(port_error)?;
        let mut tally = Tally::new();
        for (name, value) in answer.items.unwrap_or_default().into_iter().flatten() {
            let count = value.as_n().ok().and_then(|count| count.parse::<i64>().ok());
            *tally.entry(name).or_default() += count.unwrap_or_default();
        }
        tally.retain(|_, count| *count != 0);
        Ok(tally)
    }
}
