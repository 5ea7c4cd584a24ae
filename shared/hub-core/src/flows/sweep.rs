//! Each minute: look after messages that nobody else looks after.

use jiff::Timestamp;

use crate::flows::Ports;
use crate::flows::send_message::UNTAKEN_AFTER;
use crate::message::MessageStatus;
use crate::ports::{PortResult, SendTask};

const BATCH: usize = 500;

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Messages put into the queue again.
    pub requeued: u64,
    /// Messages whose worker vanished, now `uncertain`.
    pub uncertain: u64,
}

/// Queues again what is `queued` and due before `as_of`, and marks `uncertain` what a vanished worker left `sending`.
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
        let Some(message) = ports.messages.message(&due.tenant, &due.id).await? else { continue };
        match message.status {
            MessageStatus::Queued => {
                let attempt = message.version + 1;
                if ports.messages.postpone(&due.tenant, &due.id, as_of.max(now) + UNTAKEN_AFTER).await? {
                    let task = SendTask { version: 1, tenant_id: due.tenant, message_id: due.id, attempt };
                    ports.queue.enqueue(&task).await?;
                    swept.requeued += 1;
                }
            }
            MessageStatus::Sending if ports.messages.expire_lease(&due.tenant, &due.id, now).await? => {
                tracing::warn!(tenant.id = %due.tenant, message.id = %due.id, "worker vanished while sending; marked uncertain");
                swept.uncertain += 1;
            }
            _ => {}
        }
    }
    Ok(swept)
}
