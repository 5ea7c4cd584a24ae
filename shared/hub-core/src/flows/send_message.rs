//! A person answers: the text is stored and queued.

use jiff::SignedDuration;

use crate::address::Address;
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::contacts::{DECISIONS_MAX, busy};
use crate::flows::preflight::{Intent, check};
use crate::flows::upload_media::{AttachError, attach};
use crate::ids::{ConversationId, MediaId, MessageId, TenantId, UserId, fingerprint};
use crate::media::Media;
use crate::message::{Direction, Message, MessageKind, MessageStatus};
use crate::number::{NumberState, OwnNumber};
use crate::phone::{PhoneError, PhoneNumber};
use crate::ports::{Fired, OutboundMessage, PortError, PortErrorKind, QueuedOutcome, RequestKey, SendTask};
use crate::preflight::Refusal;
use crate::segments::{Encoding, Segmentation};
use crate::whatsapp::{TemplateUse, TemplateUseError};

/// The sweep looks after a queued message that no worker took within this time.
pub const UNTAKEN_AFTER: SignedDuration = SignedDuration::from_secs(120);

/// What a person wants to send.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The recipient as typed.
    pub to: String,
    /// The text; may be empty if something is attached.
    pub body: String,
    /// Uploads to attach, in this order.
    pub media: Vec<MediaId>,
    /// The number of ours to send from; the tenant's first one if it is not given.
    pub from: Option<String>,
    /// The client's own id of the message.
    pub client_id: Option<String>,
    /// Makes a repeat of the request return the first answer.
    pub idempotency_key: Option<String>,
    /// Who sends it; nobody if the hub does by itself.
    pub author: Option<UserId>,
    /// What makes us write it.
    pub kind: MessageKind,
    /// The channel.
    pub channel: ChannelClass,
    /// The approved template that the text was made of.
    pub template: Option<TemplateUse>,
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
    /// The template cannot be sent.
    #[error(transparent)]
    Template(#[from] TemplateUseError),
    /// What is attached cannot be sent.
    #[error(transparent)]
    Attachment(#[from] AttachError),
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
            Self::Template(error) => error.code(),
            Self::Attachment(error) => error.code(),
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
    let from = sender(ports, tenant, draft.channel, draft.from.as_deref()).await?;
    let to = recipient(ports, tenant, &draft.to).await?.address();
    send_between(ports, tenant, (&from, &to), &draft, None).await
}

/// Sends a draft whose numbers were read; the scheduled text or the recipient of a campaign that it was until now ends in
/// the same write.
///
/// # Errors
/// As [`send_message`].
pub(crate) async fn send_between(
    ports: &Ports,
    tenant: &TenantId,
    (from, to): (&OwnNumber, &Address),
    draft: &Draft,
    fired: Option<&Fired>,
) -> Result<Queued, SendError> {
    let thread = thread(tenant, (from, to));
    let intent = intent((from, to), &thread, draft);
    let key = request_key((from, to), draft);
    let mut attached = None;
    for _ in 0..DECISIONS_MAX {
        let checked = check(ports, tenant, intent).await?;
        let size = match checked.verdict {
            Ok(size) => size,
            Err(refusal) => return repeated(ports, tenant, key.as_ref()).await?.ok_or(refusal.into()),
        };
        let media = match &attached {
            Some(media) => media,
            None => attached.insert(attach(ports, tenant, &draft.media).await?),
        };
        let campaign = fired.and_then(Fired::campaign);
        let message = Message { campaign, ..message(ports, tenant, (from, to), (draft, size), media.clone()) };
        let (message_id, conversation_id) = (message.id.clone(), message.conversation_id.clone());
        let due = message.created_at + UNTAKEN_AFTER;
        let fired = fired.cloned().map(|fired| fired.becoming(&message_id, size.segments));
        let outbound = OutboundMessage { message, contact: checked.contact, idempotency_key: key.clone(), due, fired };
        tracing::info!(tenant.id = %tenant, message.id = %message_id, segments = size.segments, "message accepted for sending");
        let message_id = match ports.messages.store_outbound(tenant, &outbound).await? {
            QueuedOutcome::Moved => continue,
            QueuedOutcome::KeyReused => return Err(SendError::KeyReused),
            QueuedOutcome::Replied => return Err(SendError::Replied),
            QueuedOutcome::NoLongerScheduled => return Err(SendError::NoLongerScheduled),
            QueuedOutcome::Repeat(first) => first,
            QueuedOutcome::Stored => message_id,
        };
        // Also for a repeat: whoever repeats may have got an error after the first one was stored and before it was queued.
        let task = SendTask { version: 1, tenant_id: tenant.clone(), message_id: message_id.clone(), attempt: 1 };
        if let Err(error) = ports.queue.enqueue(&task).await {
            tracing::warn!(tenant.id = %tenant, message.id = %message_id, %error, "queue refused a stored message; the sweep will queue it");
        }
        return Ok(Queued { message_id, conversation_id, encoding: size.encoding, segments: size.segments });
    }
    Err(busy().into())
}

/// The answer to a request that was made before, even where it would be refused by now: the text is on its way.
async fn repeated(ports: &Ports, tenant: &TenantId, key: Option<&RequestKey>) -> Result<Option<Queued>, SendError> {
    let Some(key) = key else { return Ok(None) };
    let first = match ports.messages.stored_with_key(tenant, key).await? {
        Some(QueuedOutcome::Repeat(first)) => ports.messages.message(tenant, &first).await?,
        Some(QueuedOutcome::KeyReused) => return Err(SendError::KeyReused),
        _ => None,
    };
    Ok(first.map(|first| Queued {
        message_id: first.id,
        conversation_id: first.conversation_id,
        encoding: first.encoding,
        segments: first.segments,
    }))
}

/// What makes a repeat of a draft harmless.
fn request_key((from, to): (&OwnNumber, &Address), draft: &Draft) -> Option<RequestKey> {
    let key = draft.idempotency_key.as_ref().or(draft.client_id.as_ref())?.clone();
    let mut asked = vec![from.number.as_str(), to.as_str(), &draft.body];
    asked.extend(draft.media.iter().map(MediaId::as_str));
    let template = draft.template.as_ref().map(|template| format!("{}:{:?}", template.sid, template.variables));
    asked.extend(template.as_deref());
    asked.extend((from.channel != ChannelClass::Sms).then_some(from.channel.as_str()));
    Some(RequestKey { key, request: fingerprint(&asked.join("\n")) })
}

/// Whether a draft may be sent now.
///
/// # Errors
/// [`SendError`].
pub(crate) async fn may_be_sent(
    ports: &Ports,
    tenant: &TenantId,
    (from, to): (&OwnNumber, &Address),
    draft: &Draft,
) -> Result<(), SendError> {
    check(ports, tenant, intent((from, to), &thread(tenant, (from, to)), draft)).await?.verdict?;
    Ok(())
}

fn thread(tenant: &TenantId, (from, to): (&OwnNumber, &Address)) -> ConversationId {
    ConversationId::between(tenant, from.channel.as_str(), &from.number, to)
}

fn intent<'a>((from, to): (&OwnNumber, &'a Address), thread: &'a ConversationId, draft: &'a Draft) -> Intent<'a> {
    Intent {
        channel: from.channel,
        thread: Some(thread),
        is_template: draft.template.is_some(),
        is_sender_verified: from.may_send(),
        to,
        body: &draft.body,
        has_media: !draft.media.is_empty(),
        kind: draft.kind,
        id: None,
    }
}

fn message(
    ports: &Ports,
    tenant: &TenantId,
    (from, to): (&OwnNumber, &Address),
    (draft, size): (&Draft, Segmentation),
    media: Vec<Media>,
) -> Message {
    let now = ports.clock.now();
    let conversation_id = thread(tenant, (from, to));
    Message {
        id: MessageId::new(ports.ids.ulid(now), &conversation_id),
        conversation_id,
        channel: from.channel,
        direction: Direction::Outbound,
        kind: draft.kind,
        body: draft.body.clone(),
        status: MessageStatus::Queued,
        error_code: None,
        error_message: None,
        from: from.number.clone(),
        to: to.clone(),
        encoding: size.encoding,
        segments: size.segments,
        sid: None,
        client_id: draft.client_id.clone(),
        author_id: draft.author.clone(),
        keyword: None,
        media,
        campaign: None,
        template: draft.template.clone(),
        turn_at: None,
        created_at: now,
        sent_at: None,
        delivered_at: None,
        version: 1,
    }
}

/// The number of ours to send from on a channel: the wanted one, whatever it can do, or the first that can send.
pub(crate) async fn sender(
    ports: &Ports,
    tenant: &TenantId,
    channel: ChannelClass,
    wanted: Option<&str>,
) -> Result<OwnNumber, SendError> {
    let wanted = wanted.map(Address::from_carrier);
    let numbers = ports.accounts.numbers(tenant).await?;
    let mut numbers = numbers.into_iter().filter(|own| own.channel == channel);
    match wanted {
        None => numbers.find(|own| own.state == NumberState::Active),
        Some(wanted) => numbers.find(|own| own.number == wanted),
    }
    .ok_or(SendError::UnknownSender)
}

/// Reads the recipient. E.164 is by far the commonest form, but it still has to exist: Twilio bills a try.
pub(crate) async fn recipient(ports: &Ports, tenant: &TenantId, typed: &str) -> Result<PhoneNumber, SendError> {
    if typed.trim_start().starts_with('+') {
        return Ok(PhoneNumber::parse(typed, None)?);
    }
    let tenant = ports
        .accounts
        .tenant(tenant)
        .await?
        .ok_or_else(|| PortError::new(PortErrorKind::NotFound, "the tenant of a verified principal is gone"))?;
    Ok(PhoneNumber::parse(typed, Some(&tenant.default_country))?)
}
