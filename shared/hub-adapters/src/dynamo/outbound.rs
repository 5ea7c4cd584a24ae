//! Storing an outbound message, and the steps of sending it.

use hub_core::ids::{MessageId, TenantId};
use hub_core::message::MessageStatus;
use hub_core::ports::{Claim, Fired, OutboundMessage, PortResult, QueuedOutcome, RequestKey, Settlement};
use jiff::{SignedDuration, Timestamp};

use super::contacts::{inherit, with_thread};
use super::expression::{Change, Item, create_in_transaction, key_item, number, number_of, text, text_of};
use super::inbound::{LAST_INBOUND, message_item, touch_conversation};
use super::keys::{self, Key};
use super::{Canceled, Table, broken, from_item, unbuildable};

/// Which claim of a message is the present one.
const CLAIM: &str = "claim";
const IDEMPOTENCY_KEPT: SignedDuration = SignedDuration::from_hours(48);
/// The attributes that keep a message in the sweep's index and under a lease.
pub(super) const WORK: [&str; 3] = ["gsi2pk", "gsi2sk", "leaseUntil"];

/// Moves a message to a status.
pub(super) fn to_status(change: Change, status: &MessageStatus) -> Change {
    change.set("status", text(status.as_str())).set("rank", number(status.rank())).add("version", 1)
}

/// The record that makes a repeat of a request harmless: what was asked, and the id of what was made.
pub(super) fn idempotency_item(record: &Key, request: &str, made: (&str, &str), at: Timestamp) -> Item {
    let mut item = key_item(record);
    item.insert("entity".to_owned(), text("idempotency"));
    item.insert("request".to_owned(), text(request));
    item.insert(made.0.to_owned(), text(made.1));
    item.insert("expires_at".to_owned(), number((at + IDEMPOTENCY_KEPT).as_second()));
    item
}

fn is_sending(item: &Item) -> bool {
    text_of(item, "status") == Some(MessageStatus::Sending.as_str())
}

impl Table {
    pub(super) async fn put_outbound(
        &self,
        tenant: &TenantId,
        outbound: &OutboundMessage,
    ) -> PortResult<QueuedOutcome> {
        let OutboundMessage { message, contact, .. } = outbound;
        let mut item = message_item(tenant, message)?;
        item.insert("gsi2pk".to_owned(), text(keys::due_shard(&message.id)));
        item.insert("gsi2sk".to_owned(), text(keys::due_position(outbound.due)));
        let conversation = keys::conversation(tenant, &message.conversation_id);
        let newcomer = with_thread(contact, message, message.created_at);
        let mut touched = touch_conversation(tenant, message)?;
        if newcomer.is_some() {
            touched = inherit(touched, contact, message.channel);
        }
        if let Some(since) = outbound.fired.as_ref().and_then(Fired::unless_replied_since) {
            touched = touched.when_absent_or(LAST_INBOUND, "<=", number(since.as_millisecond()));
        }
        let mut parts =
            vec![create_in_transaction(&self.name, item), touched.in_transaction(&self.name, &conversation)];
        match &outbound.fired {
            Some(Fired::Scheduled { scheduled, .. }) => parts.push(Ok(self.scheduled_part(tenant, scheduled)?)),
            Some(Fired::Recipient { before, after, .. }) => {
                parts.extend(self.recipient_parts(tenant, Some(before), after)?.into_iter().map(Ok));
            }
            None => {}
        }
        if let Some(RequestKey { key, request }) = &outbound.idempotency_key {
            let record = keys::idempotency(tenant, key);
            let item = idempotency_item(&record, request, ("messageId", message.id.as_str()), message.created_at);
            parts.push(create_in_transaction(&self.name, item));
        }
        let contact_key = keys::contact(tenant, &contact.address);
        parts.extend(newcomer.map(|change| change.in_transaction(&self.name, &contact_key)));
        let contact_part = parts.len() - 1;
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        match (self.transact(parts).await?, &outbound.idempotency_key) {
            (Ok(()), _) => Ok(QueuedOutcome::Stored),
            (Err(Canceled::Condition(1)), _) if outbound.fired.is_some() => Ok(QueuedOutcome::Replied),
            (Err(Canceled::Condition(2)), _) if outbound.fired.is_some() => Ok(QueuedOutcome::NoLongerScheduled),
            (Err(Canceled::Condition(2)), Some(key)) => {
                let known = self.first_with_key(tenant, key).await?;
                known.ok_or_else(|| broken("an idempotency record is there and not there"))
            }
            (Err(Canceled::Condition(index)), _) if index == contact_part && index > 1 => Ok(QueuedOutcome::Moved),
            (Err(Canceled::Condition(index)), _) => Err(broken(format!("part {index} of a new message exists"))),
        }
    }

    pub(super) async fn first_with_key(
        &self,
        tenant: &TenantId,
        RequestKey { key, request }: &RequestKey,
    ) -> PortResult<Option<QueuedOutcome>> {
        let Some(first) = self.read(&keys::idempotency(tenant, key), true).await? else { return Ok(None) };
        if text_of(&first, "request") != Some(request) {
            return Ok(Some(QueuedOutcome::KeyReused));
        }
        let id = text_of(&first, "messageId").unwrap_or_default().parse().map_err(broken)?;
        Ok(Some(QueuedOutcome::Repeat(id)))
    }

    /// Changes a message; `None` if it does not exist or the condition does not hold.
    pub(super) async fn change_message(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        change: Change,
    ) -> PortResult<Option<Item>> {
        match keys::message(tenant, id) {
            Some(key) => Ok(self.change(&key, change.when_exists("pk")).await?.ok()),
            None => Ok(None),
        }
    }

    pub(super) async fn claim_message(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> PortResult<Option<Claim>> {
        let mark = format!("{:016x}", rand::random::<u64>());
        let change = to_status(Change::new(), &MessageStatus::Sending)
            .set(CLAIM, text(&mark))
            .set("leaseUntil", number(lease_until.as_millisecond()))
            .set("attemptedAt", number(now.as_millisecond()))
            .set("gsi2pk", text(keys::due_shard(id)))
            .set("gsi2sk", text(keys::due_position(lease_until)))
            .add("fence", 1)
            .remove(&["turnAt"])
            .when("status", "=", text(MessageStatus::Queued.as_str()));
        let Some(key) = keys::message(tenant, id) else { return Ok(None) };
        let item = match self.change(&key, change.when_exists("pk")).await? {
            Ok(item) => item,
            // The client asks again after a lost answer, and finds its own claim.
            Err(Some(item)) if text_of(&item, CLAIM) == Some(&mark) && is_sending(&item) => item,
            Err(_) => return Ok(None),
        };
        let fence = number_of(&item, "fence").unwrap_or(1);
        Ok(Some(Claim { message: from_item(item)?, fence, attempts: fence }))
    }

    pub(super) async fn settle_claim(
        &self,
        tenant: &TenantId,
        claim: &Claim,
        settlement: &Settlement,
        now: Timestamp,
    ) -> PortResult<bool> {
        let id = &claim.message.id;
        // A message with a SID was found at the carrier meanwhile: this worker was too slow to say anything about it.
        let fenced = || Change::new().when("fence", "=", number(claim.fence)).when_absent("sid");
        let change = match settlement {
            Settlement::Bound { sid } => return self.bind(tenant, claim, sid, now).await,
            Settlement::Released { due } => to_status(fenced(), &MessageStatus::Queued)
                .set("gsi2sk", text(keys::due_position(*due)))
                .remove(&["leaseUntil"])
                .when("status", "=", text(MessageStatus::Sending.as_str())),
            Settlement::Parked => to_status(fenced(), &MessageStatus::Queued)
                .set("gsi2pk", text(keys::parked(tenant)))
                .set("gsi2sk", text(id.sort_key()))
                .remove(&["leaseUntil"])
                .when("status", "=", text(MessageStatus::Sending.as_str())),
            Settlement::Doubted { code, reason, due } => to_status(fenced(), &MessageStatus::Uncertain)
                .set("errorCode", text(code))
                .set("errorMessage", text(reason))
                .set("gsi2pk", text(keys::due_shard(id)))
                .set("gsi2sk", text(keys::due_position(*due)))
                .remove(&["leaseUntil"])
                .when("rank", "<", number(MessageStatus::Uncertain.rank())),
            Settlement::Ended { status, code, reason } => to_status(fenced(), status)
                .set("errorCode", text(code))
                .set("errorMessage", text(reason))
                .remove(&WORK)
                .when("rank", "<", number(status.follows_below())),
        };
        Ok(self.change_message(tenant, id, change).await?.is_some())
    }

    pub(super) async fn refuse_message(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        code: &str,
        reason: &str,
    ) -> PortResult<bool> {
        let change = to_status(Change::new(), &MessageStatus::Blocked)
            .set("errorCode", text(code))
            .set("errorMessage", text(reason))
            .remove(&WORK)
            .when("status", "=", text(MessageStatus::Queued.as_str()));
        Ok(self.change_message(tenant, id, change).await?.is_some())
    }
}
