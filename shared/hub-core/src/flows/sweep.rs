//! Each minute: look after messages that nobody else looks after.

use jiff::{SignedDuration, Timestamp};

use crate::flows::Ports;
use crate::flows::calls::UNFETCHED_AFTER;
use crate::flows::credentials::{is_working, resume};
use crate::flows::erase_contact;
use crate::flows::fetch_media::queue_again;
use crate::flows::keep_recordings::clean;
use crate::flows::reconcile::{LOOK_AFTER, check_again};
use crate::flows::send_message::UNTAKEN_AFTER;
use crate::ids::{MessageId, TenantId};
use crate::message::MessageStatus;
use crate::ports::{DueWork, MediaTask, PortResult, SendTask};

const BATCH: usize = 500;
/// How many waiting messages of a tenant one sweep queues again.
const RESUMED_PER_SWEEP: usize = 1000;
/// The index shows a parked message well within this time.
const PARKED_SHOWS_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Messages, calls and erasures put into a queue again.
    pub requeued: u64,
    /// Messages whose worker vanished, now `uncertain`.
    pub uncertain: u64,
}

/// Queues again what is `queued` and due before `as_of`, marks `uncertain` what a vanished worker left `sending`, and lets
/// workers look into what is uncertain.
///
/// To queue again is always safe, because the claim lets one worker through. `as_of` is the present in the schedule;
/// a process that starts with an empty in-memory queue passes a later time, to queue everything at once.
///
/// # Errors
/// The store's or the queue's; the next sweep goes on from there.
pub async fn sweep(ports: &Ports, as_of: Timestamp) -> PortResult<Swept> {
    let mut swept = Swept::default();
    let now = ports.clock.now();
    for due in ports.messages.due(as_of, BATCH).await? {
        match due {
            DueWork::Message { tenant, id } => look_after(ports, &tenant, &id, as_of, &mut swept).await?,
            DueWork::Conversation { tenant, id } => {
                ports.conversations.wake(&tenant, &id, now).await?;
            }
            DueWork::Recordings { tenant } => swept.requeued += clean(ports, &tenant).await?,
            DueWork::Erasure { tenant, id } => {
                erase_contact::queue_again(ports, &tenant, &id, as_of.max(now)).await?;
                swept.requeued += 1;
            }
            DueWork::Carrier { tenant } => {
                if !is_working(ports, &tenant).await? {
                    // The next repair calls again.
                    ports.integrations.dismiss_sweep(&tenant, now).await?;
                    continue;
                }
                let resumed = resume(ports, &tenant, RESUMED_PER_SWEEP).await?;
                swept.requeued += resumed;
                // What is parked shows in the index a moment later, so an empty look counts only after a while.
                if resumed == 0 {
                    ports.integrations.dismiss_sweep(&tenant, now - PARKED_SHOWS_AFTER).await?;
                }
            }
        }
    }
    for (tenant, id) in ports.calls.due_calls(as_of, BATCH).await? {
        // A task that is lost comes again.
        ports.calls.postpone_call(&tenant, &id, as_of.max(now) + UNFETCHED_AFTER).await?;
        ports.media_queue.enqueue(&MediaTask::of_call(&tenant, &id)).await?;
        swept.requeued += 1;
    }
    Ok(swept)
}

async fn look_after(
    ports: &Ports,
    tenant: &TenantId,
    id: &MessageId,
    as_of: Timestamp,
    swept: &mut Swept,
) -> PortResult<()> {
    let Some(message) = ports.messages.message(tenant, id).await? else { return Ok(()) };
    let now = ports.clock.now();
    match message.status {
        MessageStatus::Queued => swept.requeued += u64::from(requeue(ports, tenant, id, as_of.max(now)).await?),
        MessageStatus::Received => swept.requeued += u64::from(queue_again(ports, tenant, id).await?),
        MessageStatus::Uncertain => {
            check_again(ports, tenant, id).await?;
        }
        MessageStatus::Sending if ports.messages.expire_lease(tenant, id, now, now + LOOK_AFTER).await? => {
            tracing::warn!(tenant.id = %tenant, message.id = %id, "worker vanished while sending; marked uncertain");
            swept.uncertain += 1;
        }
        _ => {}
    }
    Ok(())
}

/// A task with a number that no earlier one had, or the queue would take it for a repeat and drop it.
pub(crate) fn task(tenant: &TenantId, id: &MessageId, due: Timestamp) -> SendTask {
    let attempt = u64::try_from(due.as_millisecond()).unwrap_or(u64::MAX);
    SendTask { version: 1, tenant_id: tenant.clone(), message_id: id.clone(), attempt }
}

/// Puts a `queued` message into the queue again, parked ones included; `false` if it is not `queued`.
///
/// # Errors
/// The store's or the queue's; then the sweep looks after the message again.
pub async fn requeue(ports: &Ports, tenant: &TenantId, id: &MessageId, as_of: Timestamp) -> PortResult<bool> {
    let due = as_of + UNTAKEN_AFTER;
    if !ports.messages.postpone(tenant, id, due).await? {
        return Ok(false);
    }
    ports.queue.enqueue(&task(tenant, id, due)).await?;
    Ok(true)
}
