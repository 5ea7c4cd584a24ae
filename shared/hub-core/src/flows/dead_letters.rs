//! Messages that the workers gave up on: shown with their reason, and sent after all by a click.

use crate::flows::Ports;
use crate::flows::send_message::UNTAKEN_AFTER;
use crate::flows::sweep::task;
use crate::ids::TenantId;
use crate::message::MessageStatus;
use crate::ports::{DeadLetter, PortResult, SendTask};

/// The error code of a message that was given up.
pub const DEAD_LETTER: &str = "dead_letter";
const REASON: &str = "Something on our side kept this from being sent. Nothing was sent.";

/// Gives the message of a task up, if it is still `queued`: then no worker ever had it in hand. What is `sending` or
/// `uncertain` is looked after by the sweep.
///
/// # Errors
/// The store's; the task should come again.
pub async fn bury(ports: &Ports, task: &SendTask) -> PortResult<()> {
    let (tenant, id) = (&task.tenant_id, &task.message_id);
    let Some(message) = ports.messages.message(tenant, id).await? else { return Ok(()) };
    if message.status != MessageStatus::Queued {
        return Ok(());
    }
    let at = ports.clock.now();
    let letter = DeadLetter {
        id: ports.ids.ulid(at).to_string(),
        at,
        message_id: message.id,
        conversation_id: message.conversation_id,
        from: message.from,
        to: message.to,
        reason: REASON.to_owned(),
    };
    if ports.dead_letters.bury(tenant, &letter).await? {
        tracing::warn!(tenant.id = %tenant, message.id = %id, "message given up; it waits among the dead letters");
    }
    Ok(())
}

/// Lets a message go out after all; `false` if it is not among the dead letters. Everything is checked again before it is
/// sent.
///
/// # Errors
/// The store's or the queue's; after the store's change the sweep queues the message.
pub async fn redrive(ports: &Ports, tenant: &TenantId, letter: &str) -> PortResult<bool> {
    let due = ports.clock.now() + UNTAKEN_AFTER;
    let Some(id) = ports.dead_letters.raise(tenant, letter, due).await? else { return Ok(false) };
    tracing::info!(tenant.id = %tenant, message.id = %id, "a person lets a dead letter go out");
    ports.queue.enqueue(&task(tenant, &id, due)).await?;
    Ok(true)
}
