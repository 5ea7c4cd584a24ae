//! What becomes of a campaign's message is what becomes of its recipient.

use crate::flows::Ports;
use crate::ids::TenantId;
use crate::message::Message;
use crate::ports::{PortError, PortErrorKind, PortResult};

/// A rival's change is looked at so often before the batch comes again.
const TRIES: usize = 5;

/// Brings the recipient of a message up to it. A version that comes again, or late, changes nothing.
///
/// # Errors
/// The store's; the message should come again.
pub async fn record_result(ports: &Ports, tenant: &TenantId, message: &Message) -> PortResult<()> {
    let Some(mark) = &message.campaign else { return Ok(()) };
    for _ in 0..TRIES {
        let Some(before) = ports.campaigns.recipient(tenant, &mark.id, &mark.recipient_id).await? else {
            return Ok(());
        };
        let Some(after) = before.after(message, ports.clock.now()) else { return Ok(()) };
        if ports.campaigns.replace_recipient(tenant, &before, &after).await? {
            return Ok(());
        }
    }
    Err(PortError::new(PortErrorKind::Conflict, "others kept changing the recipient"))
}
