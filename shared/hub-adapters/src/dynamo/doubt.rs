//! Messages of which nobody can tell whether the carrier took them.

use hub_core::ids::{MessageId, TenantId};
use hub_core::message::MessageStatus;
use hub_core::ports::{Doubt, PortResult};
use jiff::Timestamp;

use super::expression::{Change, number, number_of, text};
use super::outbound::{WORK, to_status};
use super::{Table, from_item, keys, unbuildable};

/// The doubt as it was read: nothing settled it since, and nobody claimed the message again.
fn still_in_doubt(doubt: &Doubt) -> Change {
    Change::new().when("fence", "=", number(doubt.fence)).when("rank", "=", number(MessageStatus::Uncertain.rank()))
}

impl Table {
    pub(super) async fn doubt_about(&self, tenant: &TenantId, id: &MessageId) -> PortResult<Option<Doubt>> {
        let Some(key) = keys::message(tenant, id) else { return Ok(None) };
        let Some(item) = self.read(&key, true).await? else { return Ok(None) };
        let fence = number_of(&item, "fence").unwrap_or_default();
        let attempted_at: Option<i64> = number_of(&item, "attemptedAt");
        let message: hub_core::message::Message = from_item(item)?;
        if message.status != MessageStatus::Uncertain {
            return Ok(None);
        }
        let attempted_at = attempted_at.and_then(|at| Timestamp::from_millisecond(at).ok());
        Ok(Some(Doubt { fence, attempted_at: attempted_at.unwrap_or(message.created_at), message }))
    }

    pub(super) async fn expire(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        now: Timestamp,
        due: Timestamp,
    ) -> PortResult<bool> {
        let change = to_status(Change::new(), &MessageStatus::Uncertain)
            .set("errorCode", text("worker_vanished"))
            .set("errorMessage", text("Sending was interrupted. We are finding out whether this was sent."))
            .set("gsi2sk", text(keys::due_position(due)))
            .remove(&["leaseUntil"])
            .when("status", "=", text(MessageStatus::Sending.as_str()))
            .when("leaseUntil", "<", number(now.as_millisecond()));
        Ok(self.change_message(tenant, id, change).await?.is_some())
    }

    /// Pointer and message in one transaction: two equal texts cannot both take one message of the carrier.
    pub(super) async fn found_at_carrier(&self, tenant: &TenantId, doubt: &Doubt, sid: &str) -> PortResult<bool> {
        let id = &doubt.message.id;
        let Some(key) = keys::message(tenant, id) else { return Ok(false) };
        let pointer = Change::new()
            .set("entity", text("sid"))
            .set("messageId", text(id.as_str()))
            .remove(&["expires_at"])
            .when_absent_or("messageId", "=", text(id.as_str()));
        let settled = to_status(still_in_doubt(doubt), &MessageStatus::Sending)
            .set("sid", text(sid))
            .remove(&WORK)
            .remove(&["errorCode", "errorMessage"]);
        let parts = vec![
            pointer.in_transaction(&self.name, &keys::sid(tenant, sid)).map_err(unbuildable)?,
            settled.in_transaction(&self.name, &key).map_err(unbuildable)?,
        ];
        Ok(self.transact(parts).await?.is_ok())
    }

    pub(super) async fn reopen_message(&self, tenant: &TenantId, doubt: &Doubt, due: Timestamp) -> PortResult<bool> {
        let id = &doubt.message.id;
        let change = to_status(still_in_doubt(doubt), &MessageStatus::Queued)
            .set("gsi2pk", text(keys::due_shard(id)))
            .set("gsi2sk", text(keys::due_position(due)))
            .remove(&["errorCode", "errorMessage"]);
        Ok(self.change_message(tenant, id, change).await?.is_some())
    }

    pub(super) async fn put_doubt_off(
        &self,
        tenant: &TenantId,
        doubt: &Doubt,
        due: Option<Timestamp>,
    ) -> PortResult<bool> {
        let id = &doubt.message.id;
        let change = match due {
            Some(due) => still_in_doubt(doubt)
                .set("gsi2pk", text(keys::due_shard(id)))
                .set("gsi2sk", text(keys::due_position(due))),
            None => still_in_doubt(doubt)
                .add("version", 1)
                .set("errorCode", text("unresolved"))
                .set("errorMessage", text("We could not find out whether this was sent."))
                .remove(&WORK),
        };
        Ok(self.change_message(tenant, id, change).await?.is_some())
    }
}
