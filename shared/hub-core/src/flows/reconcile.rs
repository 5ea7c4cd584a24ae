//! Settling a doubt: did the carrier take the message?
//!
//! A lost answer says nothing, and a second try would text the customer twice. So the carrier is asked for the messages
//! between the two numbers. One with our text from that time, which belongs to no other message of ours, is it. If there
//! is surely none, the message goes back into the queue. Until one of the two is known nothing is sent.

use std::collections::HashSet;

use jiff::SignedDuration;

use crate::carrier_account::CarrierStatus;
use crate::carrier_errors::sentence;
use crate::flows::Ports;
use crate::flows::credentials::carrier_account;
use crate::flows::deliver_message::{ATTEMPTS_MAX, Delivery};
use crate::flows::preflight::check_message;
use crate::flows::record_status::record_status;
use crate::flows::send_message::UNTAKEN_AFTER;
use crate::flows::sweep::task;
use crate::ids::{MessageId, TenantId};
use crate::message::MessageStatus;
use crate::page::PageRequest;
use crate::ports::{CarrierRecord, Doubt, PortError, PortResult, StatusReport};
use crate::preflight::Refusal;

/// A message is looked for at the earliest so long after it was handed over: later than any request to the carrier can
/// still be on its way, and than the carrier's list can lag.
pub const LOOK_AFTER: SignedDuration = SignedDuration::from_secs(90);
/// Clocks of the carrier and of the hub may differ by so much.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);
/// The pause after a look that gave no answer.
const LOOK_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(5);
/// A thread's newest messages are looked through for ids that are taken; a doubt is about one of the last day.
const PAGES_LOOKED_THROUGH: usize = 10;
/// A doubt that is older than this is left to a person.
const LEFT_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// When a message is looked for that was handed over so often: a carrier in trouble gets more and more time.
pub(crate) fn look_after(attempts: u64) -> SignedDuration {
    LOOK_AFTER * i32::try_from(attempts.clamp(1, 3)).unwrap_or(3)
}

/// Looks into the doubt about a message, if there is one; too early, the sweep looks when it is time.
///
/// # Errors
/// The store's or the vault's; the task should come again.
pub async fn reconcile(ports: &Ports, tenant: &TenantId, id: &MessageId) -> PortResult<Delivery> {
    let Some(doubt) = ports.messages.doubt(tenant, id).await? else { return Ok(Delivery::Done) };
    let now = ports.clock.now();
    let age = now.duration_since(doubt.attempted_at);
    let look_after = look_after(doubt.fence);
    if age < look_after {
        // A task that waited would hold up the conversation's other texts.
        ports.messages.put_off(tenant, &doubt, Some(doubt.attempted_at + look_after)).await?;
        return Ok(Delivery::Done);
    }
    let Some((connection, account)) = carrier_account(ports, tenant).await? else {
        ports.messages.put_off(tenant, &doubt, None).await?;
        return Ok(Delivery::Done);
    };
    let message = &doubt.message;
    let records = if connection.status == CarrierStatus::Stopped {
        None
    } else {
        let since = doubt.attempted_at - CLOCK_SKEW;
        let answer = ports.carrier.sent_since(&account, message, since).await;
        answer.inspect_err(|failure| tracing::warn!(tenant.id = %tenant, message.id = %id, %failure, "carrier's list could not be read")).ok()
    };
    let Some(records) = records else {
        let due = (age < LEFT_AFTER).then(|| now + LOOK_AGAIN_AFTER);
        ports.messages.put_off(tenant, &doubt, due).await?;
        return Ok(Delivery::Done);
    };
    let taken = sids_of_others(ports, tenant, &doubt).await?;
    // How the carrier words a template in its list is its own: then any text of that time may be it.
    let is_ours = |record: &&CarrierRecord| {
        (record.body == message.body || message.template.is_some())
            && has_our_media(record, message.media.len())
            && !taken.contains(&record.sid)
    };
    // The oldest first: of two equal texts the first one was handed over first.
    for record in records.iter().rev().filter(is_ours) {
        if ports.messages.settle_doubt(tenant, &doubt, &record.sid).await? {
            tracing::info!(tenant.id = %tenant, message.id = %id, "the carrier has the message after all");
            record_status(ports, tenant, Some(id.clone()), &report(record)).await?;
            return Ok(Delivery::Done);
        }
    }
    send_again(ports, tenant, &doubt).await
}

/// Two pictures without words differ by nothing else. A record that names itself one with attachments and has counted
/// none may be any of them: to send again because of a count that comes late would text the customer twice.
fn has_our_media(record: &CarrierRecord, ours: usize) -> bool {
    record.media_count == ours || (ours > 0 && record.media_count == 0 && record.sid.starts_with("MM"))
}

/// The carrier's ids of the other messages in the thread, which is the same pair of numbers. A report that came before
/// the answer leaves an id on its message and nowhere else.
async fn sids_of_others(ports: &Ports, tenant: &TenantId, doubt: &Doubt) -> PortResult<HashSet<String>> {
    let (mut sids, mut after) = (HashSet::new(), None);
    for _ in 0..PAGES_LOOKED_THROUGH {
        let page = PageRequest { limit: 100, after };
        let page = ports.messages.messages(tenant, &doubt.message.conversation_id, &page).await?;
        let others = page.rows.into_iter().filter(|other| other.id != doubt.message.id);
        sids.extend(others.filter_map(|other| other.sid));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(sids)
}

fn report(record: &CarrierRecord) -> StatusReport {
    let code = record.error_code.clone();
    StatusReport {
        sid: record.sid.clone(),
        status: MessageStatus::from_carrier(&record.status),
        error_message: code.as_deref().map(|code| sentence(code.parse().unwrap_or_default()).to_owned()),
        error_code: code,
    }
}

/// The carrier surely does not have the message.
async fn send_again(ports: &Ports, tenant: &TenantId, doubt: &Doubt) -> PortResult<Delivery> {
    let id = &doubt.message.id;
    if doubt.fence >= ATTEMPTS_MAX {
        ports.messages.put_off(tenant, doubt, None).await?;
        return Ok(Delivery::Done);
    }
    if ports.messages.reopen(tenant, doubt, ports.clock.now() + UNTAKEN_AFTER).await? {
        tracing::info!(tenant.id = %tenant, message.id = %id, "the carrier does not have the message; sending it");
        return Ok(Delivery::Retry(SignedDuration::ZERO));
    }
    Ok(Delivery::Done)
}

/// Asks for the doubt to be looked into now; `false` if there is none.
///
/// # Errors
/// The store's or the queue's.
pub async fn check_again(ports: &Ports, tenant: &TenantId, id: &MessageId) -> PortResult<bool> {
    let Some(doubt) = ports.messages.doubt(tenant, id).await? else { return Ok(false) };
    look_into(ports, tenant, &doubt).await?;
    Ok(true)
}

/// Why a doubtful message is not sent again.
#[derive(Debug, thiserror::Error)]
pub enum AnywayError {
    /// It may not be sent now; the doubt stays.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Sends a doubtful message again because a person says so: the customer may get it twice. `false` if there is no doubt.
///
/// # Errors
/// [`AnywayError`].
pub async fn send_anyway(ports: &Ports, tenant: &TenantId, id: &MessageId) -> Result<bool, AnywayError> {
    let Some(doubt) = ports.messages.doubt(tenant, id).await? else { return Ok(false) };
    check_message(ports, tenant, &doubt.message).await?.verdict?;
    let due = ports.clock.now() + UNTAKEN_AFTER;
    if !ports.messages.reopen(tenant, &doubt, due).await? {
        return Ok(false);
    }
    tracing::info!(tenant.id = %tenant, message.id = %id, "a person sends a doubtful message again");
    ports.queue.enqueue(&task(tenant, id, due)).await?;
    Ok(true)
}

/// Lets a worker look into a doubt.
///
/// # Errors
/// The store's or the queue's.
pub async fn look_into(ports: &Ports, tenant: &TenantId, doubt: &Doubt) -> PortResult<()> {
    let due = ports.clock.now() + UNTAKEN_AFTER;
    if ports.messages.put_off(tenant, doubt, Some(due)).await? {
        ports.queue.enqueue(&task(tenant, &doubt.message.id, due)).await?;
    }
    Ok(())
}
