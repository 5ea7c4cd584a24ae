//! Work for the sweep: messages that nobody took, and messages that wait for the carrier's credentials.

use hub_core::ids::{MessageId, TenantId};
use hub_core::message::MessageStatus;
use hub_core::ports::{DueWork, PortResult};
use jiff::Timestamp;

use super::expression::{Change, Item, text, text_of};
use super::{Table, keys, port_error};

fn work(item: &Item) -> Option<DueWork> {
    let (pk, sk) = (text_of(item, "pk")?, text_of(item, "sk")?);
    let message = || keys::parse_message(pk, sk).map(|(tenant, id)| DueWork::Message { tenant, id });
    let snoozed = || keys::parse_conversation(pk, sk).map(|(tenant, id)| DueWork::Conversation { tenant, id });
    let recordings = || keys::parse_recordings(pk, sk).map(|tenant| DueWork::Recordings { tenant });
    let carrier = || keys::parse_resume(pk, sk).map(|tenant| DueWork::Carrier { tenant });
    let erasure = || keys::parse_erasure(pk, sk).map(|(tenant, id)| DueWork::Erasure { tenant, id });
    message().or_else(snoozed).or_else(carrier).or_else(recordings).or_else(erasure)
}

fn still_queued(change: Change) -> Change {
    change.when("status", "=", text(MessageStatus::Queued.as_str()))
}

impl Table {
    pub(super) async fn postpone_message(&self, tenant: &TenantId, id: &MessageId, due: Timestamp) -> PortResult<bool> {
        let change =
            Change::new().set("gsi2pk", text(keys::due_shard(id))).set("gsi2sk", text(keys::due_position(due)));
        Ok(self.change_message(tenant, id, still_queued(change)).await?.is_some())
    }

    pub(super) async fn park_message(&self, tenant: &TenantId, id: &MessageId) -> PortResult<bool> {
        let change = Change::new().set("gsi2pk", text(keys::parked(tenant))).set("gsi2sk", text(id.sort_key()));
        Ok(self.change_message(tenant, id, still_queued(change)).await?.is_some())
    }

    pub(super) async fn parked_messages(&self, tenant: &TenantId, limit: usize) -> PortResult<Vec<MessageId>> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("gsi2")
            .key_condition_expression("gsi2pk = :parked")
            .expression_attribute_values(":parked", text(keys::parked(tenant)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(port_error)?;
        let items = answer.items.unwrap_or_default();
        Ok(items
            .iter()
            .filter_map(work)
            .filter_map(|work| match work {
                DueWork::Message { id, .. } => Some(id),
                _ => None,
            })
            .collect())
    }

    pub(super) async fn due_work(&self, as_of: Timestamp, limit: usize) -> PortResult<Vec<DueWork>> {
        let mut due = Vec::new();
        for shard in 0..keys::DUE_SHARDS {
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .index_name("gsi2")
                .key_condition_expression("gsi2pk = :shard AND gsi2sk < :now")
                .expression_attribute_values(":shard", text(keys::due_shard_number(shard)))
                .expression_attribute_values(":now", text(keys::due_position(as_of)))
                .limit(i32::try_from(limit).unwrap_or(i32::MAX))
                .send()
                .await
                .map_err(port_error)?;
            due.extend(answer.items.unwrap_or_default().iter().filter_map(work));
        }
        let order = |work: &DueWork| match work {
            DueWork::Message { id, .. } => id.sort_key().to_owned(),
            _ => String::new(),
        };
        due.sort_by_key(order);
        let (mut messages, others): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|work| matches!(work, DueWork::Message { .. }));
        messages.truncate(limit);
        Ok(others.into_iter().take(limit).chain(messages).collect())
    }
}
