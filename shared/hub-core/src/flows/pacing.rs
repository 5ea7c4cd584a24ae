//! A text waits for its turn at its sender, without a worker waiting with it.

use jiff::SignedDuration;

use crate::flows::Ports;
use crate::flows::send_message::UNTAKEN_AFTER;
use crate::ids::TenantId;
use crate::message::Message;
use crate::number::NumberId;
use crate::pace::{Ask, interval, usual_pace};
use crate::ports::PortResult;

/// A turn that began longer ago is void: of texts that were held up together, no more may go at once than fit into this
/// time. The queue's waits have whole seconds and a worker takes a moment to start, so it cannot be shorter.
const TURN_LASTS: SignedDuration = SignedDuration::from_secs(2);

/// A turn that begins so soon has begun: the clocks of workers differ by as much, and a wait would cost more.
const SOON: SignedDuration = SignedDuration::from_millis(10);

/// How long a `queued` message has to wait for its turn; `None` if it may go now.
///
/// The turn is reserved once and stands on the message, so that one wait is enough and a second delivery of the task
/// takes no second turn. A crash in between loses a turn, never a message.
///
/// # Errors
/// The store's.
pub(crate) async fn wait_for_turn(
    ports: &Ports,
    tenant: &TenantId,
    message: &Message,
) -> PortResult<Option<SignedDuration>> {
    let now = ports.clock.now();
    match message.turn_at {
        Some(at) if at > now + SOON => return Ok(Some(at.duration_since(now))),
        Some(at) if now.duration_since(at) <= TURN_LASTS => return Ok(None),
        _ => {}
    }
    let sender = NumberId::on(message.channel, &message.from);
    let number = ports.numbers.number(tenant, &sender).await?;
    let usual = || usual_pace(&message.from, message.channel);
    let pace = number.as_ref().and_then(|number| number.pace).unwrap_or_else(usual);
    let ask = Ask { interval: interval(pace), segments: message.segments, is_automated: message.kind.is_unprompted() };
    let at = ports.pacing.reserve(tenant, &sender, &ask, now).await?;
    if at <= now + SOON {
        return Ok(None);
    }
    ports.pacing.keep_turn(tenant, &message.id, at, at + UNTAKEN_AFTER).await?;
    Ok(Some(at.duration_since(now)))
}
