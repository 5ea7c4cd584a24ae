//! Conversations: the inbox list and changes by people.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use hub_core::conversation::{Conversation, ConversationChange, ConversationFilter, ConversationState, ReadMark};
use hub_core::ids::{ConversationId, TenantId, UserId};
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{ConversationStore, PortError, PortErrorKind, PortResult};
use jiff::Timestamp;

use super::expression::{Change, Item, key_item, number, text, text_of};
use super::{Table, from_item, keys, port_error};

/// A filtered list reads at most so many rows for one page; the cursor goes on from there.
const EXAMINED_MAX: usize = 1_000;

#[async_trait]
impl ConversationStore for Table {
    async fn conversation(&self, tenant: &TenantId, id: &ConversationId) -> PortResult<Option<Conversation>> {
        self.read(&keys::conversation(tenant, id), true).await?.map(from_item).transpose()
    }

    async fn conversations(
        &self,
        tenant: &TenantId,
        filter: &ConversationFilter,
        page: &PageRequest,
    ) -> PortResult<Page<Conversation>> {
        let inbox = keys::inbox(tenant, filter.state);
        let mut start = page.after.as_ref().map(|position| start_key(tenant, &inbox, position)).transpose()?;
        let (mut rows, mut examined) = (Vec::new(), 0);
        let batch = if filter.assignee.is_some() { 100 } else { page.limit };
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .index_name("gsi1")
                .key_condition_expression("gsi1pk = :inbox")
                .expression_attribute_values(":inbox", text(&inbox))
                .scan_index_forward(false)
                .limit(i32::try_from(batch).unwrap_or(i32::MAX))
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(port_error)?;
            let is_last = answer.last_evaluated_key.is_none();
            let items = answer.items.unwrap_or_default();
            examined += items.len();
            let mut items = items.into_iter().peekable();
            while let Some(item) = items.next() {
                let position = text_of(&item, "gsi1sk").map(|sk| Position(sk.to_owned()));
                let conversation: Conversation = from_item(item)?;
                if matches(&conversation, filter) {
                    rows.push(conversation);
                }
                let is_end = items.peek().is_none();
                let is_full = rows.len() == page.limit || (is_end && examined >= EXAMINED_MAX);
                if is_full {
                    let next = if is_end && is_last { None } else { position };
                    return Ok(Page { rows, next });
                }
            }
            if is_last {
                return Ok(Page { rows, next: None });
            }
            start = answer.last_evaluated_key;
        }
    }

    async fn change_conversation(
        &self,
        tenant: &TenantId,
        id: &ConversationId,
        change: &ConversationChange,
        now: Timestamp,
    ) -> PortResult<Option<Conversation>> {
        let mut update = Change::new().add("version", 1).set("updatedAt", text(now.to_string())).when_exists("pk");
        if let Some(until) = change.snooze_until {
            update = placed(update, tenant, ConversationState::Snoozed)
                .set("snoozedUntil", text(until.to_string()))
                .set("gsi2pk", text(keys::wake_shard(id)))
                .set("gsi2sk", text(keys::due_position(until)));
        } else if let Some(state) = change.state {
            update = placed(update, tenant, state).remove(&SNOOZED);
        }
        if change.is_no_opt_out || change.state == Some(ConversationState::Closed) {
            update = update.set("optOutSuspected", AttributeValue::Bool(false));
        }
        update = match &change.assignee {
            Some(Some(user)) => update.set("assigneeId", text(user.as_str())),
            Some(None) => update.remove(&["assigneeId"]),
            None => update,
        };
        match self.change(&keys::conversation(tenant, id), update).await? {
            Ok(item) => from_item(item).map(Some),
            Err(_) => Ok(None),
        }
    }

    async fn mark_read(
        &self,
        tenant: &TenantId,
        id: &ConversationId,
        (reader, mark): (&UserId, ReadMark),
        now: Timestamp,
    ) -> PortResult<Option<Conversation>> {
        let seen = number(mark.seen);
        let mut update = Change::new()
            .set_inside("reads", reader.as_str(), seen.clone())
            .set("updatedAt", text(now.to_string()))
            .add("version", 1)
            .when("inboundCount", ">=", seen.clone());
        if !mark.goes_back {
            update = update.when_inside_absent_or("reads", reader.as_str(), "<", seen);
        }
        match self.change(&keys::conversation(tenant, id), update).await? {
            Ok(item) | Err(Some(item)) => from_item(item).map(Some),
            Err(None) => Ok(None),
        }
    }

    async fn wake(&self, tenant: &TenantId, id: &ConversationId, now: Timestamp) -> PortResult<bool> {
        let update = placed(Change::new(), tenant, ConversationState::Open)
            .set("gsi1sk", text(keys::inbox_position(now, id)))
            .set("updatedAt", text(now.to_string()))
            .add("version", 1)
            .remove(&SNOOZED)
            .when("gsi2sk", "<=", text(keys::due_position(now)));
        Ok(self.change(&keys::conversation(tenant, id), update).await?.is_ok())
    }
}

/// What a snoozed conversation has, and no other one.
pub(super) const SNOOZED: [&str; 3] = ["snoozedUntil", "gsi2pk", "gsi2sk"];

/// The conversation in the inbox of a state.
fn placed(update: Change, tenant: &TenantId, state: ConversationState) -> Change {
    update.set("state", text(state.as_str())).set("gsi1pk", text(keys::inbox(tenant, state)))
}

fn start_key(tenant: &TenantId, inbox: &str, position: &Position) -> PortResult<Item> {
    let id = keys::parse_inbox_position(&position.0)
        .ok_or_else(|| PortError::new(PortErrorKind::Rejected, "not a position in an inbox"))?;
    let mut item = key_item(&keys::conversation(tenant, &id));
    item.insert("gsi1pk".to_owned(), text(inbox));
    item.insert("gsi1sk".to_owned(), text(&position.0));
    Ok(item)
}

fn matches(conversation: &Conversation, filter: &ConversationFilter) -> bool {
    filter.assignee.as_ref().is_none_or(|wanted| conversation.assignee_id == *wanted)
}
