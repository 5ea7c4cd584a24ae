//! The words of a call as a file.

use jiff::tz::TimeZone;

use crate::audit::{Action, Doer, Entry};
use crate::flows::Ports;
use crate::ids::{CallId, TenantId};
use crate::message::Direction;
use crate::ports::PortResult;

/// A file of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The transcript of a call with what the call was; `None` if there is none. The export is a line of the audit.
///
/// # Errors
/// The store's.
pub async fn export_transcript(
    ports: &Ports,
    tenant: &TenantId,
    id: &CallId,
    doer: &Doer,
) -> PortResult<Option<TextFile>> {
    let Some(record) = ports.calls.call_record(tenant, id).await? else { return Ok(None) };
    let call = record.call;
    let Some(words) = call.transcript() else { return Ok(None) };
    let settings = ports.settings.settings(tenant).await?;
    let (organization, zone) = settings.map(|settings| (settings.name, settings.time_zone)).unwrap_or_default();
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let (from, to) = match call.direction {
        Direction::Inbound => (&call.their_address, &call.our_number),
        Direction::Outbound => (&call.our_number, &call.their_address),
    };
    let began = call.started_at.to_zoned(zone);
    let name = call.contact_name.as_deref().map(|name| format!("Customer: {name}\n")).unwrap_or_default();
    let text = format!(
        "{}\nOrganization: {organization}\n{name}From: {}\nTo: {}\nBegan: {}\n\n{words}\n",
        call.in_words(),
        from.as_str(),
        to.as_str(),
        began.strftime("%Y-%m-%d %H:%M %Z"),
    );
    let entry = Entry::new(ports, doer, Action::CallTranscriptExported).on(call.their_address.as_str());
    ports.audit.record(tenant, &entry.with("callId", id.as_str())).await?;
    Ok(Some(TextFile { name: format!("transcript-{}.txt", began.strftime("%Y-%m-%d-%H%M")), text }))
}
