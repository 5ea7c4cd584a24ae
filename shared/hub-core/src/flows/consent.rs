//! What is written into the consent ledger by others than the customer, and what is read out of it.

use crate::address::Address;
use crate::audit::{Action, Doer, Entry};
use crate::channel::ChannelClass;
use crate::consent::evidence::Evidence;
use crate::consent::{Cause, ConsentEvent, ConsentKind, Head};
use crate::contact::Contact;
use crate::flows::Ports;
use crate::flows::contacts::{DECISIONS_MAX, busy};
use crate::ids::{TenantId, UserId};
use crate::message::Message;
use crate::ports::{PortError, PortResult};

/// The carrier's code for a customer who has opted out.
///
/// # Source
/// Twilio's error dictionary.
pub const OPTED_OUT_AT_CARRIER: &str = "21610";
/// The longest reason, in characters.
const REASON_MAX_CHARACTERS: usize = 500;
/// The reason of an opt-out by a person who gave none.
const ASKED: &str = "The customer asked for it.";

/// Why consent was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    /// There is no such contact.
    #[error("Not found.")]
    NotFound,
    /// An opt-in needs a reason.
    #[error("Write down how the customer agreed. It is kept as evidence.")]
    ReasonMissing,
    /// The reason is too long.
    #[error("A reason may have at most 500 characters.")]
    ReasonTooLong,
    /// The carrier blocks the customer.
    #[error(
        "The customer opted out at Twilio, which blocks every text to them. Only they can lift that: by texting START."
    )]
    CustomerMustStart(Address),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// A person who changes somebody's consent.
#[derive(Debug, Clone)]
pub struct Recorder<'a> {
    /// Who, and from where.
    pub doer: &'a Doer,
    /// Their id.
    pub user: &'a UserId,
}

/// Records that a customer asked a person not to be texted any more. Who is out already stays as they are.
///
/// # Errors
/// [`ConsentError`]; then nothing changed.
pub async fn opt_out(
    ports: &Ports,
    tenant: &TenantId,
    (address, channel): (&Address, ChannelClass),
    (recorder, reason): (Recorder<'_>, Option<&str>),
) -> Result<Contact, ConsentError> {
    let reason = checked(reason)?.unwrap_or(ASKED);
    let decide = |head: &Head| Ok((!head.opted_out).then_some(ConsentKind::OptedOut));
    let contact = record(ports, tenant, (address, channel), (recorder, reason), decide).await?;
    ports.messages.handovers(tenant, &contact.threads, ports.clock.now()).await?;
    Ok(contact)
}

/// Records that a customer agreed to be texted again, and how. Who is not out stays as they are.
///
/// # Errors
/// [`ConsentError`]; then nothing changed. While the carrier blocks the customer, only their own START helps.
pub async fn opt_in(
    ports: &Ports,
    tenant: &TenantId,
    (address, channel): (&Address, ChannelClass),
    (recorder, reason): (Recorder<'_>, &str),
) -> Result<Contact, ConsentError> {
    let reason = checked(Some(reason))?.ok_or(ConsentError::ReasonMissing)?;
    let decide = |head: &Head| match &head.carrier_block {
        Some(ours) => Err(ConsentError::CustomerMustStart(ours.clone())),
        None => Ok(head.opted_out.then_some(ConsentKind::OptedIn)),
    };
    record(ports, tenant, (address, channel), (recorder, reason), decide).await
}

fn checked(reason: Option<&str>) -> Result<Option<&str>, ConsentError> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    if reason.is_some_and(|reason| reason.chars().count() > REASON_MAX_CHARACTERS) {
        return Err(ConsentError::ReasonTooLong);
    }
    Ok(reason)
}

async fn record(
    ports: &Ports,
    tenant: &TenantId,
    (address, channel): (&Address, ChannelClass),
    (recorder, reason): (Recorder<'_>, &str),
    decide: impl Fn(&Head) -> Result<Option<ConsentKind>, ConsentError>,
) -> Result<Contact, ConsentError> {
    for _ in 0..DECISIONS_MAX {
        let mut contact = ports.contacts.contact(tenant, address).await?.ok_or(ConsentError::NotFound)?;
        let head = contact.head(channel);
        let Some(kind) = decide(&head)? else { return Ok(contact) };
        let cause = Cause::Person { user_id: recorder.user.clone(), reason: reason.to_owned() };
        let event = ConsentEvent { at: ports.clock.now(), kind, cause, our_number: None };
        let entry = head.next(tenant, (address, channel), event);
        let action = if kind == ConsentKind::OptedOut { Action::ConsentOptedOut } else { Action::ConsentOptedIn };
        let audit = Entry::new(ports, recorder.doer, action).on(address.as_str()).with("reason", reason);
        if ports.consent.append(tenant, &contact, &entry, Some(&audit)).await? {
            contact.heads.insert(channel, head.after(&entry));
            return Ok(contact);
        }
    }
    Err(busy().into())
}

/// Records that the carrier refused a message because its customer has opted out there. What the chain says already is
/// not written again.
///
/// # Errors
/// A store's.
pub async fn carrier_refused(ports: &Ports, tenant: &TenantId, message: &Message) -> PortResult<()> {
    let (address, channel) = (&message.to, message.channel);
    for _ in 0..DECISIONS_MAX {
        let contact = ports.contacts.contact(tenant, address).await?.unwrap_or_else(|| Contact::unknown(address));
        let head = contact.head(channel);
        if head.opted_out && head.carrier_block.is_some() {
            return Ok(());
        }
        let event = ConsentEvent {
            at: ports.clock.now(),
            kind: ConsentKind::OptedOut,
            cause: Cause::CarrierError { code: OPTED_OUT_AT_CARRIER.to_owned(), message_id: message.id.clone() },
            our_number: Some(message.from.clone()),
        };
        let entry = head.next(tenant, (address, channel), event);
        if ports.consent.append(tenant, &contact, &entry, None).await? {
            tracing::info!(tenant.id = %tenant, message.id = %message.id, "customer has opted out at the carrier");
            return Ok(());
        }
    }
    Err(busy())
}

/// Everything that the ledger holds of a contact, for somebody outside; the export is a line of the audit.
///
/// # Errors
/// [`ConsentError`].
pub async fn export(
    ports: &Ports,
    tenant: &TenantId,
    address: &Address,
    (doer, format): (&Doer, &str),
) -> Result<Evidence, ConsentError> {
    let contact = ports.contacts.contact(tenant, address).await?.ok_or(ConsentError::NotFound)?;
    let entries = ports.consent.entries(tenant, address).await?;
    let evidence = Evidence::new(tenant, address, (entries, &contact.heads), ports.clock.now());
    let mut line = Entry::new(ports, doer, Action::ConsentExported).on(address.as_str()).with("format", format);
    for end in &evidence.heads {
        line = line.with(end.channel.as_str(), format!("{} {}", end.seq, end.hash));
    }
    ports.audit.record(tenant, &line).await?;
    Ok(evidence)
}
