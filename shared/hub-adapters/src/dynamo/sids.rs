//! The carrier's SID of a message: which message it belongs to, and the reports that come under it.

use hub_core::ids::{MessageId, TenantId};
use hub_core::message::MessageStatus;
use hub_core::ports::{Claim, PortResult, StatusReport};
use jiff::{SignedDuration, Timestamp};

use super::expression::{Change, Item, number, text, text_of};
use super::outbound::{WORK, to_status};
use super::{Table, broken, keys, unbuildable};

/// A report for a SID that is never bound is forgotten after this time.
const EARLY_REPORT_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

impl Table {
    /// Writes the SID pointer first and the message then, so that a report by SID finds its way from here on, and
    /// applies a report that came before.
    pub(super) async fn bind(&self, tenant: &TenantId, claim: &Claim, sid: &str, now: Timestamp) -> PortResult<bool> {
        let id = &claim.message.id;
        let early = self.own_sid(tenant, id, sid, now).await?;
        let fenced = || Change::new().set("sid", text(sid)).remove(&WORK).when("fence", "=", number(claim.fence));
        // Also of a message that the sweep took from this worker, or that was given back: the carrier's answer settles it.
        let sent = number(MessageStatus::Sent.rank());
        let settled = to_status(fenced(), &MessageStatus::Sending).remove(&["errorCode", "errorMessage"]).when(
            "rank",
            "<",
            sent.clone(),
        );
        let mut is_bound = self.change_message(tenant, id, settled).await?.is_some();
        if !is_bound {
            // A report was faster.
            let as_it_is = fenced().add("version", 1).when("rank", ">=", sent);
            is_bound = self.change_message(tenant, id, as_it_is).await?.is_some();
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

    /// Makes a SID that surely is a message's point to it. The pointer's new state.
    ///
    /// Of two equal texts the look into the carrier's list may have taken the SID for the other one. That one's doubt is
    /// back then, to be looked into at once: nothing shows that the carrier has it.
    async fn own_sid(&self, tenant: &TenantId, id: &MessageId, sid: &str, now: Timestamp) -> PortResult<Item> {
        let key = keys::sid(tenant, sid);
        let pointer =
            || Change::new().set("entity", text("sid")).set("messageId", text(id.as_str())).remove(&["expires_at"]);
        let taken = match self.change(&key, pointer().when_absent_or("messageId", "=", text(id.as_str()))).await? {
            Ok(pointer) => return Ok(pointer),
            Err(taken) => taken.unwrap_or_default(),
        };
        let other: MessageId = text_of(&taken, "messageId").unwrap_or_default().parse().map_err(broken)?;
        if let Some(other_key) = keys::message(tenant, &other) {
            let doubted = to_status(Change::new(), &MessageStatus::Uncertain)
                .set("errorCode", text("carrier_answer_lost"))
                .set("errorMessage", text("The carrier's answer was lost. We are finding out whether this was sent."))
                .set("gsi2pk", text(keys::due_shard(&other)))
                .set("gsi2sk", text(keys::due_position(now)))
                .remove(&["sid", "sentAt", "deliveredAt"])
                .when("sid", "=", text(sid));
            let parts = vec![
                pointer().when("messageId", "=", text(other.as_str())).in_transaction(&self.name, &key),
                doubted.in_transaction(&self.name, &other_key),
            ];
            let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
            if self.transact(parts).await?.is_ok() {
                tracing::warn!(tenant.id = %tenant, message.id = %id, "an equal text was taken for this one; its doubt is back");
                return Ok(taken);
            }
        }
        // The other message is no longer of this SID, so only the pointer is behind.
        self.change(&key, pointer()).await.map(Result::unwrap_or_default)
    }

    pub(super) async fn report(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        report: &StatusReport,
        now: Timestamp,
    ) -> PortResult<bool> {
        let Some(key) = keys::message(tenant, id) else { return Ok(false) };
        let change = reported(report, now).when("sid", "=", text(&report.sid));
        let before = match self.change(&key, change).await? {
            Ok(_) => return Ok(!matches!(report.status, MessageStatus::Other(_))),
            Err(before) => before,
        };
        // Only a report that comes before the worker has bound the SID gets further.
        let Some(before) = before.filter(|item| text_of(item, "sid").is_none()) else { return Ok(false) };
        if text_of(&before, "entity") != Some("message") {
            return Ok(false);
        }
        self.own_sid(tenant, id, &report.sid, now).await?;
        let change = reported(report, now).when_exists("pk").when_absent_or("sid", "=", text(&report.sid));
        let is_told = self.change(&key, change).await?.is_ok();
        Ok(is_told && !matches!(report.status, MessageStatus::Other(_)))
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
}

/// What a report changes in its message, if its status moves up.
fn reported(report: &StatusReport, now: Timestamp) -> Change {
    if let MessageStatus::Other(word) = &report.status {
        return Change::new().set("carrierStatus", text(word));
    }
    let mut change = to_status(Change::new(), &report.status)
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
    change
}
