//! Storing an outbound message, and the steps of sending it.

use hub_core::ids::{MessageId, TenantId, fingerprint};
use hub_core::message::MessageStatus;
use hub_core::ports::{Claim, OutboundMessage, PortResult, QueuedOutcome, Settlement, StatusReport};
use jiff::{SignedDuration, Timestamp};

use super::expression::{Change, Item, create_in_transaction, key_item, number, number_of, text, text_of};
use super::inbound::{LAST_INBOUND, message_item, touch_conversation};
use super::keys::{self, Key};
use super::{Canceled, Table, broken, from_item, unbuildable};

const IDEMPOTENCY_KEPT: SignedDuration = SignedDuration::from_hours(48);
/// A report for a SID that is never bound is forgotten after this time.
const EARLY_REPORT_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);
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

impl Table {
    pub(super) async fn put_outbound(
        &self,
        tenant: &TenantId,
        outbound: &OutboundMessage,
    ) -> PortResult<QueuedOutcome> {
        let message = &outbound.message;
        let mut item = message_item(tenant, message)?;
        item.insert("gsi2pk".to_owned(), text(keys::due_shard(&message.id)));
        item.insert("gsi2sk".to_owned(), text(keys::due_position(outbound.due)));
        let conversation = keys::conversation(tenant, &message.conversation_id);
        let mut touch = touch_conversation(tenant, message)?;
        if let Some(since) = outbound.fired.as_ref().and_then(|fired| fired.unless_replied_since) {
            touch = touch.when_absent_or(LAST_INBOUND, "<=", number(since.as_millisecond()));
        }
        let mut parts = vec![create_in_transaction(&self.name, item), touch.in_transaction(&self.name, &conversation)];
        if let Some(fired) = &outbound.fired {
            parts.push(Ok(self.scheduled_part(tenant, &fired.scheduled)?));
        }
        let request = fingerprint(&[message.from.as_str(), message.to.as_str(), &message.body].join("\n"));
        let record = outbound.idempotency_key.as_ref().map(|key| keys::idempotency(tenant, key));
        if let Some(record) = &record {
            let item = idempotency_item(record, &request, ("messageId", message.id.as_str()), message.created_at);
            parts.push(create_in_transaction(&self.name, item));
        }
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        match (self.transact(parts).await?, record) {
            (Ok(()), _) => Ok(QueuedOutcome::Stored),
            (Err(Canceled::Condition(1)), _) if outbound.fired.is_some() => Ok(QueuedOutcome::Replied),
            (Err(Canceled::Condition(2)), _) if outbound.fired.is_some() => Ok(QueuedOutcome::NoLongerScheduled),
            (Err(Canceled::Condition(2)), Some(record)) => {
                let first = self.read(&record, true).await?.unwrap_or_default();
                if text_of(&first, "request") != Some(&request) {
                    return Ok(QueuedOutcome::KeyReused);
                }
                let id = text_of(&first, "messageId").unwrap_or_default().parse().map_err(broken)?;
                Ok(QueuedOutcome::Repeat(id))
            }
            (Err(Canceled::Condition(index)), _) => Err(broken(format!("part {index} of a new message exists"))),
        }
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
        let change = to_status(Change::new(), &MessageStatus::Sending)
            .set("leaseUntil", number(lease_until.as_millisecond()))
            .set("attemptedAt", number(now.as_millisecond()))
            .set("gsi2pk", text(keys::due_shard(id)))
            .set("gsi2sk", text(keys::due_position(lease_until)))
            .add("fence", 1)
            .remove(&["turnAt"])
            .when("status", "=", text(MessageStatus::Queued.as_str()));
        let Some(item) = self.change_message(tenant, id, change).await? else { return Ok(None) };
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
        let fenced = || Change::new().when("fence", "=", number(claim.fence));
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

    /// Writes the SID pointer first and the message then, so that a report by SID finds its way from here on, and
    /// applies a report that came before.
    async fn bind(&self, tenant: &TenantId, claim: &Claim, sid: &str, now: Timestamp) -> PortResult<bool> {
        let id = &claim.message.id;
        let pointer =
            Change::new().set("entity", text("sid")).set("messageId", text(id.as_str())).remove(&["expires_at"]);
        let early = self.change(&keys::sid(tenant, sid), pointer).await?.unwrap_or_default();
        let fenced = || Change::new().set("sid", text(sid)).remove(&WORK).when("fence", "=", number(claim.fence));
        let uncertain = number(MessageStatus::Uncertain.rank());
        let as_it_is = fenced().add("version", 1).when("rank", "<>", uncertain.clone());
        let mut is_bound = self.change_message(tenant, id, as_it_is).await?.is_some();
        if !is_bound {
            // The sweep took this worker for dead; the carrier's answer settles the doubt.
            let settled = to_status(fenced(), &MessageStatus::Sending)
                .remove(&["errorCode", "errorMessage"])
                .when("rank", "=", uncertain);
            is_bound = self.change_message(tenant, id, settled).await?.is_some();
        }
        if let Some(word) = text_of(&early, "earlyStatus") {
            let report = StatusReport {
                sid: sid.to_owned(),
                status: MessageStatus::from(word.to_owned()),
                error_code: text_of(&early, "earlyErrorCode").map(str::to_owned),
                error_message: text_of(&early, "earlyErrorMessage").map(str::to_owned),
            };
            self.report(tenant, id, &report, now).await?;
        }
        Ok(is_bound)
    }

    pub(super) async fn report(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        report: &StatusReport,
        now: Timestamp,
    ) -> PortResult<bool> {
        let same_sid = Change::new().when_absent_or("sid", "=", text(&report.sid));
        if let MessageStatus::Other(word) = &report.status {
            let change = same_sid.set("carrierStatus", text(word)).when("entity", "=", text("message"));
            self.change_message(tenant, id, change).await?;
            return Ok(false);
        }
        let mut change = to_status(same_sid, &report.status)
            .set("sid", text(&report.sid))
            .set_some("errorCode", report.error_code.as_deref())
            .set_some("errorMessage", report.error_message.as_deref())
            .remove(&WORK)
            .when("rank", "<", number(report.status.follows_below()));
        match report.status {
            MessageStatus::Sent => change = change.set_once("sentAt", text(now.to_string())),
            MessageStatus::Delivered | MessageStatus::Read => {
                change = change.set_once("deliveredAt", text(now.to_string()))
            }
            _ => {}
        }
        if report.error_code.is_none() && report.status.rank() < MessageStatus::Undelivered.rank() {
            // A doubt that the carrier has now settled is no error any more.
            change = change.remove(&["errorCode", "errorMessage"]);
        }
        Ok(self.change_message(tenant, id, change).await?.is_some())
    }

    pub(super) async fn find_sid(&self, tenant: &TenantId, report: &StatusReport) -> PortResult<Option<MessageId>> {
        let expires = Timestamp::now() + EARLY_REPORT_KEPT;
        let rank = number(report.status.rank());
        let change = Change::new()
            .set("entity", text("sid"))
            .set("earlyStatus", text(report.status.as_str()))
            .set("earlyRank", rank.clone())
            .set_some("earlyErrorCode", report.error_code.as_deref())
            .set_some("earlyErrorMessage", report.error_message.as_deref())
            .set("expires_at", number(expires.as_second()))
            .when_absent("messageId")
            .when_absent_or("earlyRank", "<", rank);
        match self.change(&keys::sid(tenant, &report.sid), change).await? {
            Err(Some(known)) => text_of(&known, "messageId").map(str::parse).transpose().map_err(broken),
            _ => Ok(None),
        }
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
