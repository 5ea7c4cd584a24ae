//! Scheduled texts: in their conversation's partition, in lists by state, and in the index of what is due.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;
use hub_core::ids::{ConversationId, ScheduledId, TenantId, fingerprint};
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{PortError, PortErrorKind, PortResult, ScheduleStore, ScheduledOutcome};
use hub_core::schedule::{ScheduledFilter, ScheduledMessage, ScheduledState};
use jiff::{SignedDuration, Timestamp};

use super::expression::{Change, Item, create_in_transaction, key_item, number, text, text_of};
use super::keys;
use super::outbound::idempotency_item;
use super::pages::pages;
use super::{Canceled, Table, broken, from_item, port_error, to_item, unbuildable};

/// A text that has ended is forgotten after this time; the message that it became stays.
const ENDED_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);

fn not_a_position() -> PortError {
    PortError::new(PortErrorKind::Rejected, "not a position in a list of scheduled messages")
}

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
        let start = page.after.as_ref().map(|Position(position)| {
            let id = keys::parse_scheduled_position(position).ok_or_else(not_a_position)?;
            let mut start = key_item(&keys::scheduled(tenant, &id).ok_or_else(not_a_position)?);
            start.insert("gsi1pk".to_owned(), text(&list));
            start.insert("gsi1sk".to_owned(), text(position));
            Ok::<_, PortError>(start)
        });
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("gsi1")
            .key_condition_expression("gsi1pk = :list")
            .expression_attribute_values(":list", text(&list))
            .scan_index_forward(state == ScheduledState::Scheduled)
            .limit(i32::try_from(page.limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start.transpose()?)
            .send()
            .await
            .map_err(port_error)?;
        let last = answer.last_evaluated_key.as_ref();
        let next = last.and_then(|key| text_of(key, "gsi1sk")).map(|sk| Position(sk.to_owned()));
        let rows = answer.items.unwrap_or_default().into_iter().map(from_item).collect::<PortResult<_>>()?;
        Ok(Page { rows, next })
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
        let pk = keys::fire_shard_number(shard);
        let start = page.after.as_ref().map(|Position(position)| {
            let (due, id) = position.split_once('|').ok_or_else(not_a_position)?;
            let (tenant, id) = id.split_once('|').ok_or_else(not_a_position)?;
            let (tenant, id) = (tenant.parse().map_err(broken)?, id.parse().map_err(broken)?);
            let mut start = key_item(&keys::scheduled(&tenant, &id).ok_or_else(not_a_position)?);
            start.insert("gsi2pk".to_owned(), text(&pk));
            start.insert("gsi2sk".to_owned(), text(due));
            Ok::<_, PortError>(start)
        });
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("gsi2")
            .key_condition_expression("gsi2pk = :shard AND gsi2sk <= :now")
            .expression_attribute_values(":shard", text(&pk))
            .expression_attribute_values(":now", text(keys::due_position(as_of)))
            .limit(i32::try_from(page.limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start.transpose()?)
            .send()
            .await
            .map_err(port_error)?;
        let named = |item: &Item| keys::parse_scheduled(text_of(item, "pk")?, text_of(item, "sk")?);
        let next = answer.last_evaluated_key.as_ref().and_then(|key| {
            let (tenant, id) = named(key)?;
            Some(Position(format!("{}|{tenant}|{id}", text_of(key, "gsi2sk")?)))
        });
        Ok(Page { rows: answer.items.unwrap_or_default().iter().filter_map(named).collect(), next })
    }
}
