//! Conversations: the inbox list and changes by people.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use hub_core::conversation::{Conversation, ConversationChange, ConversationFilter, ConversationState, ReadMark};
use hub_core::ids::{ConversationId, TenantId, UserId};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{ConversationStore, PortResult};
use jiff::Timestamp;

use super::expression::{Change, number, text};
use super::lists::List;
use super::{Table, from_item, keys};

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
        let row = |item| {
            let conversation: Conversation = from_item(item)?;
            Ok(matches(&conversation, filter).then_some(conversation))
        };
        let (list, wants_all) = (List::newest_first(&inbox), filter.assignee.is_none());
        self.filtered_page(&list, page, wants_all, |position| keys::inbox_key(tenant, position), row).await
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

fn matches(conversation: &Conversation, filter: &ConversationFilter) -> bool {
    filter.assignee.as_ref().is_none_or(|wanted| conversation.assignee_id == *wanted)
}
