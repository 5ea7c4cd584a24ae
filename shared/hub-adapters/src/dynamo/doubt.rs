//! Messages of which nobody can tell whether the carrier took them.

use hub_core::ids::{MessageId, TenantId};
use hub_core::message::MessageStatus;
use hub_core::ports::{Doubt, PortResult};
use jiff::Timestamp;

use super::expression::{Change, number, number_of, text, text_of};
use super::outbound::{WORK, to_status};
use super::{Canceled, Table, from_item, keys, unbuildable};

/// The doubt as it was read: nothing settled it since, and nobody claimed the message again.
fn still_in_doubt(doubt: &Doubt) -> Change {
    Change::new().when("fence", "=", number(doubt.fence)).when("rank", "=", number(MessageStatus::Uncertain.rank()))
}

/// The carrier has the message after all, under this SID.
fn found(doubt: &Doubt, sid: &str) -> Change {
    to_status(still_in_doubt(doubt), &MessageStatus::Sending)
        .set("sid", text(sid))
        .remove(&WORK)
        .remove(&["errorCode", "errorMessage"])
}

/// The pointer from a SID to its message.
fn points_to(pointer: Change, id: &MessageId) -> Change {
    pointer.set("entity", text("sid")).set("messageId", text(id.as_str())).remove(&["expires_at"])
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
        let own = Change::new().when_absent_or("messageId", "=", text(id.as_str()));
        let parts = [
            points_to(own, id).in_transaction(&self.name, &keys::sid(tenant, sid)),
            found(doubt, sid).in_transaction(&self.name, &key),
        ];
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        match self.transact(parts).await? {
            Ok(()) => Ok(true),
            Err(Canceled::Condition(0)) => self.take_over(tenant, doubt, sid).await,
            Err(_) => Ok(false),
        }
    }

    /// Takes a SID from a message that it was taken for and that has another one by now, from its own worker's answer.
    /// It is some text's that was handed over, and of the equal ones only those in doubt are without one.
    async fn take_over(&self, tenant: &TenantId, doubt: &Doubt, sid: &str) -> PortResult<bool> {
        let id = &doubt.message.id;
        let pointer = keys::sid(tenant, sid);
        let known = self.read(&pointer, true).await?.unwrap_or_default();
        let other = text_of(&known, "messageId").and_then(|other| other.parse::<MessageId>().ok());
        let keys = other.as_ref().and_then(|other| keys::message(tenant, other)).zip(keys::message(tenant, id));
        let (Some(other), Some((other_key, key))) = (&other, keys) else { return Ok(false) };
        let rival = self.read(&other_key, true).await?.unwrap_or_default();
        let Some(its_own) = text_of(&rival, "sid").filter(|its_own| *its_own != sid) else { return Ok(false) };
        // Written as it was read, which holds it: no worker needs the permission to check alone.
        let held = Change::new().set("sid", text(its_own)).when("sid", "=", text(its_own));
        let parts = [
            points_to(Change::new().when("messageId", "=", text(other.as_str())), id)
                .in_transaction(&self.name, &pointer),
            found(doubt, sid).in_transaction(&self.name, &key),
            held.in_transaction(&self.name, &other_key),
        ];
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
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
