//! The time of scheduled texts has come.
//!
//! A scheduled text becomes a message in one transaction: it ends as `sent`, the message is stored as `queued`, and both
//! only if it still is as it was read and, where that matters, the customer has not written since. So however many ticks
//! find it, and wherever a worker dies, there is one message or none, and a text without one is still scheduled.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use futures_util::{StreamExt, stream};
use jiff::Timestamp;

use crate::carrier_account::CarrierStatus;
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::schedule::{ScheduleError, draft_of, end, open};
use crate::flows::send_message::{Queued, SendError, send_between, sender};
use crate::ids::{ScheduledId, TenantId};
use crate::page::PageRequest;
use crate::ports::{Fired, PortError, PortResult};
use crate::schedule::{ScheduledMessage, ScheduledState};

/// How many texts are fired at the same time.
const AT_A_TIME: usize = 32;
const PAGE: usize = 1000;

/// What a tick did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Texts that became messages.
    pub sent: u64,
    /// Texts that were canceled because the customer wrote.
    pub canceled: u64,
    /// Texts that may not be sent any more.
    pub refused: u64,
}

/// What became of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Sent,
    Canceled,
    Refused,
    /// Somebody else dealt with it, or moved its time.
    NotDue,
}

/// Fires every text of a shard that is due now. A text that fails holds up no other and is fired by the next tick.
///
/// # Errors
/// The first failure, after everything else was fired.
pub async fn fire_due(ports: &Ports, shard: usize) -> PortResult<Ticked> {
    let now = ports.clock.now();
    let counts: [AtomicU64; 3] = Default::default();
    let failure: Mutex<Option<PortError>> = Mutex::default();
    let mut after = None;
    loop {
        let page = ports.schedule.due_scheduled(shard, now, &PageRequest { limit: PAGE, after }).await?;
        stream::iter(page.rows)
            .for_each_concurrent(AT_A_TIME, async |(tenant, id)| match fire(ports, &tenant, &id).await {
                Ok(Fate::Sent) => drop(counts[0].fetch_add(1, Ordering::Relaxed)),
                Ok(Fate::Canceled) => drop(counts[1].fetch_add(1, Ordering::Relaxed)),
                Ok(Fate::Refused) => drop(counts[2].fetch_add(1, Ordering::Relaxed)),
                Ok(Fate::NotDue) => {}
                Err(error) => {
                    tracing::error!(tenant.id = %tenant, scheduled.id = %id, %error, "scheduled message failed; the next tick tries again");
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                }
            })
            .await;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let [sent, canceled, refused] = counts.map(AtomicU64::into_inner);
    if sent + canceled + refused > 0 {
        tracing::info!(shard, sent, canceled, refused, "scheduled messages fired");
    }
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(Ticked { sent, canceled, refused }),
    }
}

async fn fire(ports: &Ports, tenant: &TenantId, id: &ScheduledId) -> PortResult<Fate> {
    let now = ports.clock.now();
    let Some(scheduled) = ports.schedule.scheduled(tenant, id).await? else { return Ok(Fate::NotDue) };
    if scheduled.state != ScheduledState::Scheduled || scheduled.send_at.utc > now {
        return Ok(Fate::NotDue);
    }
    let fate = async |state, code: &str, sentence: &str| {
        let is_ended = end(ports, tenant, &scheduled, (state, code, sentence), now).await?;
        let fate = if state == ScheduledState::Canceled { Fate::Canceled } else { Fate::Refused };
        Ok(if is_ended { fate } else { Fate::NotDue })
    };
    // While credentials are refused the message waits for their repair like any other; without an account it cannot.
    if ports.accounts.carrier_status(tenant).await?.0 == CarrierStatus::None {
        return fate(ScheduledState::Refused, "carrier_not_configured", "No carrier account is connected.").await;
    }
    let unless_replied_since = scheduled.cancel_if_replied.then_some(scheduled.replies_since);
    match become_message(ports, tenant, &scheduled, unless_replied_since, now).await {
        Ok(_) => Ok(Fate::Sent),
        Err(SendError::NoLongerScheduled) => Ok(Fate::NotDue),
        Err(SendError::Port(error)) => Err(error),
        Err(replied @ SendError::Replied) => fate(ScheduledState::Canceled, replied.code(), &replied.to_string()).await,
        Err(refusal) => fate(ScheduledState::Refused, refusal.code(), &refusal.to_string()).await,
    }
}

async fn become_message(
    ports: &Ports,
    tenant: &TenantId,
    scheduled: &ScheduledMessage,
    unless_replied_since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Queued, SendError> {
    let ended = Box::new(scheduled.ended(ScheduledState::Sent, None, now));
    let fired = Fired::Scheduled { scheduled: ended, unless_replied_since };
    let from = sender(ports, tenant, ChannelClass::Sms, Some(scheduled.from.as_str())).await?;
    send_between(ports, tenant, (&from, &scheduled.to), &draft_of(scheduled), Some(&fired)).await
}

/// Sends a scheduled text now because a person says so, whether or not the customer wrote. What refuses it leaves it
/// scheduled.
///
/// # Errors
/// [`ScheduleError`].
pub async fn send_now(ports: &Ports, tenant: &TenantId, id: &ScheduledId) -> Result<Queued, ScheduleError> {
    let scheduled = open(ports, tenant, id).await?;
    match become_message(ports, tenant, &scheduled, None, ports.clock.now()).await {
        Err(SendError::NoLongerScheduled) => Err(ScheduleError::Newer(Box::new(open(ports, tenant, id).await?))),
        sent => Ok(sent?),
    }
}
