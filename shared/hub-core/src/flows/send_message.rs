//! A person answers: the text is stored and queued.

use jiff::SignedDuration;

use crate::address::Address;
use crate::flows::Ports;
use crate::flows::receive_message::SMS;
use crate::ids::{ConversationId, MessageId, TenantId, UserId};
use crate::message::{Direction, Message, MessageStatus};
use crate::number::NumberState;
use crate::phone::{PhoneError, PhoneNumber};
use crate::ports::{Fired, OutboundMessage, PortError, PortErrorKind, QueuedOutcome, SendTask};
use crate::preflight::{Refusal, preflight};
use crate::schedule::ScheduledMessage;
use crate::segments::{Encoding, Segmentation};

/// The sweep looks after a queued message that no worker took within this time.
pub const UNTAKEN_AFTER: SignedDuration = SignedDuration::from_secs(120);

/// What a person wants to send.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The recipient as typed.
    pub to: String,
    /// The text.
    pub body: String,
    /// The number of ours to send from; the tenant's first one if it is not given.
    pub from: Option<String>,
    /// The client's own id of the message.
    pub client_id: Option<String>,
    /// Makes a repeat of the request return the first answer.
    pub idempotency_key: Option<String>,
    /// Who sends it.
    pub author: UserId,
}

/// A message that is stored and will be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Queued {
    /// Its id.
    pub message_id: MessageId,
    /// Its thread.
    pub conversation_id: ConversationId,
    /// The alphabet it needs.
    pub encoding: Encoding,
    /// Its SMS segments.
    pub segments: u32,
}

/// Why a draft was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The recipient cannot be read.
    #[error(transparent)]
    Recipient(#[from] PhoneError),
    /// The text may not be sent.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The tenant has no such number.
    #[error("You can't send from this number.")]
    UnknownSender,
    /// The idempotency key belongs to another request.
    #[error("This Idempotency-Key was used for another message.")]
    KeyReused,
    /// The customer wrote before the scheduled text was sent.
    #[error("The customer replied before this was sent.")]
    Replied,
    /// The scheduled text was sent, changed or canceled meanwhile.
    #[error("This message is not scheduled any more.")]
    NoLongerScheduled,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl SendError {
    /// The stable word for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Recipient(_) => "invalid_number",
            Self::Refused(refusal) => refusal.code(),
            Self::UnknownSender => "unknown_sender",
            Self::KeyReused => "idempotency_key_reused",
            Self::Replied => "replied",
            Self::NoLongerScheduled => "not_scheduled",
            Self::Port(_) => "unavailable",
        }
    }
}

/// Stores a message as `queued` and puts it into the queue.
///
/// Once it is stored it is not lost: if the queue cannot be reached, the sweep queues it within minutes.
///
/// # Errors
/// [`SendError`]; then nothing was stored.
pub async fn send_message(ports: &Ports, tenant: &TenantId, draft: Draft) -> Result<Queued, SendError> {
    let checked = check(ports, tenant, &draft).await?;
    send_checked(ports, tenant, draft, checked, None).await
}

/// Who writes to whom, and the size of the text, where it may be sent now.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub(crate) from: Address,
    pub(crate) to: Address,
    size: Segmentation,
}

/// Reads a draft's numbers and decides whether it may be sent now.
///
/// # Errors
/// [`SendError`].
pub(crate) async fn check(ports: &Ports, tenant: &TenantId, draft: &Draft) -> Result<Checked, SendError> {
    let from = sender(ports, tenant, draft.from.as_deref()).await?;
    let to = recipient(ports, tenant, &draft.to).await?;
    let size = preflight(&draft.body, ports.consent.is_opted_out(tenant, &to, SMS).await?)?;
    Ok(Checked { from, to, size })
}

/// Decides once more on a text whose numbers were read before.
///
/// # Errors
/// [`SendError`].
pub(crate) async fn check_again(
    ports: &Ports,
    tenant: &TenantId,
    (from, to): (&Address, &Address),
    body: &str,
) -> Result<Checked, SendError> {
    let from = sender(ports, tenant, Some(from.as_str())).await?;
    let size = preflight(body, ports.consent.is_opted_out(tenant, to, SMS).await?)?;
    Ok(Checked { from, to: to.clone(), size })
}

/// Sends a draft that may be sent; the scheduled text that it was until now ends in the same write.
pub(crate) async fn send_checked(
    ports: &Ports,
    tenant: &TenantId,
    draft: Draft,
    Checked { from, to, size }: Checked,
    fired: Option<Fired>,
) -> Result<Queued, SendError> {
    let now = ports.clock.now();
    let conversation_id = ConversationId::between(tenant, SMS, &from, &to);
    let message = Message {
        id: MessageId::new(ports.ids.ulid(now), &conversation_id),
        conversation_id: conversation_id.clone(),
        direction: Direction::Outbound,
        body: draft.body,
        status: MessageStatus::Queued,
        error_code: None,
        error_message: None,
        from,
        to,
        encoding: size.encoding,
        segments: size.segments,
        sid: None,
        client_id: draft.client_id.clone(),
        author_id: Some(draft.author),
        keyword: None,
        turn_at: None,
        created_at: now,
        sent_at: None,
        delivered_at: None,
        version: 1,
    };
    let message_id = message.id.clone();
    let outbound = OutboundMessage {
        message,
        idempotency_key: draft.idempotency_key.or(draft.client_id),
        due: now + UNTAKEN_AFTER,
        fired: fired.map(|fired| {
            let scheduled = ScheduledMessage { message_id: Some(message_id.clone()), ..fired.scheduled };
            Fired { scheduled, ..fired }
        }),
    };
    tracing::info!(tenant.id = %tenant, message.id = %message_id, segments = size.segments, "message accepted for sending");
    let message_id = match ports.messages.store_outbound(tenant, &outbound).await? {
        QueuedOutcome::KeyReused => return Err(SendError::KeyReused),
        QueuedOutcome::Replied => return Err(SendError::Replied),
        QueuedOutcome::NoLongerScheduled => return Err(SendError::NoLongerScheduled),
        QueuedOutcome::Repeat(first) => first,
        QueuedOutcome::Stored => {
            let task = SendTask { version: 1, tenant_id: tenant.clone(), message_id: message_id.clone(), attempt: 1 };
            if let Err(error) = ports.queue.enqueue(&task).await {
                tracing::warn!(tenant.id = %tenant, message.id = %message_id, %error, "queue refused a stored message; the sweep will queue it");
            }
            message_id
        }
    };
    Ok(Queued { message_id, conversation_id, encoding: size.encoding, segments: size.segments })
}

async fn sender(ports: &Ports, tenant: &TenantId, wanted: Option<&str>) -> Result<Address, SendError> {
    let wanted = wanted.map(Address::from_carrier);
    let numbers = ports.accounts.numbers(tenant).await?;
    let ours = numbers.into_iter().filter(|own| own.state == NumberState::Active);
    let mut numbers = ours.map(|own| own.number);
    match wanted {
        None => numbers.next(),
        Some(wanted) => numbers.find(|number| *number == wanted),
    }
    .ok_or(SendError::UnknownSender)
}

/// Reads the recipient. E.164 is by far the commonest form, but it still has to exist: Twilio bills a try.
async fn recipient(ports: &Ports, tenant: &TenantId, typed: &str) -> Result<Address, SendError> {
    if typed.trim_start().starts_with('+') {
        return Ok(PhoneNumber::parse(typed, None)?.address());
    }
    let tenant = ports
        .accounts
        .tenant(tenant)
        .await?
        .ok_or_else(|| PortError::new(PortErrorKind::NotFound, "the tenant of a verified principal is gone"))?;
    Ok(PhoneNumber::parse(typed, Some(&tenant.default_country))?.address())
}
