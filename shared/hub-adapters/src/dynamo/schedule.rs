//! Scheduled texts: in their conversation's partition, in lists by state, and in the index of what is due.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;
use hub_core::ids::{ConversationId, ScheduledId, TenantId, fingerprint};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{PortResult, ScheduleStore, ScheduledOutcome};
use hub_core::schedule::{ScheduledFilter, ScheduledMessage, ScheduledState};
use jiff::{SignedDuration, Timestamp};

use super::expression::{Change, Item, create_in_transaction, number, text, text_of};
use super::keys;
use super::lists::List;
use super::outbound::idempotency_item;
use super::pages::pages;
use super::{Canceled, Table, broken, from_item, to_item, unbuildable};

/// A text that has ended is forgotten after this time; the message that it became stays.
const ENDED_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);

/// The text with its places in the indexes: the time of what is still scheduled, of the rest when it ended.
fn item(tenant: &TenantId, scheduled: &ScheduledMessage) -> PortResult<Item> {
    let id = &scheduled.id;
    let key = keys::scheduled(tenant, id).ok_or_else(|| unbuildable("scheduled id names no conversation"))?;
    let mut item = to_item(&key, "scheduled", scheduled)?;
    let is_open = scheduled.state == ScheduledState::Scheduled;
    let listed_at = if is_open { scheduled.send_at.utc } else { scheduled.updated_at };
    item.insert("gsi1pk".to_owned(), text(keys::scheduled_list(tenant, scheduled.state)));
    item.insert("gsi1sk".to_owned(), text(keys::scheduled_position(listed_at, id)));
    if is_open {
        item.insert("gsi2pk".to_owned(), text(keys::fire_shard(id)));
        item.insert("gsi2sk".to_owned(), text(keys::due_position(scheduled.send_at.utc)));
    } else {
        item.insert("expires_at".to_owned(), number((scheduled.updated_at + ENDED_KEPT).as_second()));
    }
    Ok(item)
}

fn request_of(scheduled: &ScheduledMessage) -> String {
    let ScheduledMessage { from, to, body, send_at, cancel_if_replied, .. } = scheduled;
    let when = format!("{} {} {cancel_if_replied}", send_at.local, send_at.zone);
    fingerprint(&[from.as_str(), to.as_str(), &when, body].join("\n"))
}

impl Table {
    /// A replacement of a text that is still `scheduled`, of the version before.
    pub(super) fn scheduled_part(
        &self,
        tenant: &TenantId,
        scheduled: &ScheduledMessage,
    ) -> PortResult<TransactWriteItem> {
        Change::new()
            .when("version", "=", number(scheduled.version - 1))
            .when("state", "=", text(ScheduledState::Scheduled.as_str()))
            .put_in_transaction(&self.name, item(tenant, scheduled)?)
            .map_err(unbuildable)
    }

    async fn scheduled_of_thread(
        &self,
        tenant: &TenantId,
        conversation: &ConversationId,
        state: ScheduledState,
        page: &PageRequest,
    ) -> PortResult<Page<ScheduledMessage>> {
        let pk = keys::conversation_partition(tenant, conversation);
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(&pk))
            .expression_attribute_values(":prefix", text(keys::SCHEDULED))
            .consistent_read(true);
        pages(
            query,
            &pk,
            page,
            |sk| sk.starts_with(keys::SCHEDULED),
            |item| {
                let scheduled: ScheduledMessage = from_item(item)?;
                Ok((scheduled.state == state).then_some(scheduled))
            },
        )
        .await
    }

    async fn scheduled_of_tenant(
        &self,
        tenant: &TenantId,
        state: ScheduledState,
        page: &PageRequest,
    ) -> PortResult<Page<ScheduledMessage>> {
        let list = keys::scheduled_list(tenant, state);
        let list = List { name: &list, newest_first: state != ScheduledState::Scheduled, before: None };
        let key_of = |position: &str| keys::scheduled(tenant, &keys::parse_scheduled_position(position)?);
        self.list_page(&list, page, key_of, |item| from_item(item).map(Some)).await
    }
}

#[async_trait]
impl ScheduleStore for Table {
    async fn create_scheduled(
        &self,
        tenant: &TenantId,
        scheduled: &ScheduledMessage,
        key: Option<&str>,
    ) -> PortResult<ScheduledOutcome> {
        // A key of its own: a client may use the same one for a text that it sends at once.
        let record = key.map(|key| keys::idempotency(tenant, &format!("scheduled {key}")));
        let request = request_of(scheduled);
        let mut parts = vec![create_in_transaction(&self.name, item(tenant, scheduled)?)];
        if let Some(record) = &record {
            let made = ("scheduledId", scheduled.id.as_str());
            let item = idempotency_item(record, &request, made, scheduled.created_at);
            parts.push(create_in_transaction(&self.name, item));
        }
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        match (self.transact(parts).await?, record) {
            (Ok(()), _) => Ok(ScheduledOutcome::Stored),
            (Err(Canceled::Condition(1)), Some(record)) => {
                let first = self.read(&record, true).await?.unwrap_or_default();
                if text_of(&first, "request") != Some(&request) {
                    return Ok(ScheduledOutcome::KeyReused);
                }
                let id = text_of(&first, "scheduledId").unwrap_or_default().parse().map_err(broken)?;
                Ok(ScheduledOutcome::Repeat(id))
            }
            (Err(Canceled::Condition(_)), _) => Err(broken("a new scheduled id is taken")),
        }
    }

    async fn scheduled(&self, tenant: &TenantId, id: &ScheduledId) -> PortResult<Option<ScheduledMessage>> {
        match keys::scheduled(tenant, id) {
            Some(key) => self.read(&key, true).await?.map(from_item).transpose(),
            None => Ok(None),
        }
    }

    async fn replace_scheduled(&self, tenant: &TenantId, scheduled: &ScheduledMessage) -> PortResult<bool> {
        Ok(self.transact(vec![self.scheduled_part(tenant, scheduled)?]).await?.is_ok())
    }

    async fn list_scheduled(
        &self,
        tenant: &TenantId,
        filter: &ScheduledFilter,
        page: &PageRequest,
    ) -> PortResult<Page<ScheduledMessage>> {
        match &filter.conversation {
            Some(conversation) => self.scheduled_of_thread(tenant, conversation, filter.state, page).await,
            None => self.scheduled_of_tenant(tenant, filter.state, page).await,
        }
    }

    async fn due_scheduled(
        &self,
        shard: usize,
        as_of: Timestamp,
        page: &PageRequest,
    ) -> PortResult<Page<(TenantId, ScheduledId)>> {
        self.due_page(&keys::fire_shard_number(shard), as_of, page, keys::scheduled, keys::parse_scheduled).await
    }
}
