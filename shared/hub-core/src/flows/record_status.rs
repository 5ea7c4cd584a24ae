//! The carrier reports on a message of ours.

use crate::flows::Ports;
use crate::flows::consent::{OPTED_OUT_AT_CARRIER, carrier_refused};
use crate::ids::{MessageId, TenantId};
use crate::ports::{PortResult, StatusReport};

/// Applies a report; `false` if it told nothing new. Duplicates and any order are harmless.
///
/// Without `id` the message is found by its SID; a report that comes before the SID is bound is kept until then.
///
/// # Errors
/// The store's; then the carrier should report again.
pub async fn record_status(
    ports: &Ports,
    tenant: &TenantId,
    id: Option<MessageId>,
    report: &StatusReport,
) -> PortResult<bool> {
    let id = match id {
        Some(id) => Some(id),
        None => ports.messages.find_or_keep_report(tenant, report).await?,
    };
    let Some(id) = id else { return Ok(false) };
    if report.error_code.as_deref() == Some(OPTED_OUT_AT_CARRIER)
        && let Some(message) = ports.messages.message(tenant, &id).await?
    {
        carrier_refused(ports, tenant, &message).await?;
    }
    ports.messages.apply_report(tenant, &id, report, ports.clock.now()).await
}
