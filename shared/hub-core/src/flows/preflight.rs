//! Brings together what [`preflight`](crate::preflight::preflight) decides on.

use crate::address::Address;
use crate::channel::ChannelClass;
use crate::contact::Contact;
use crate::flows::Ports;
use crate::flows::send_message::{SendError, recipient, sender};
use crate::ids::{ConversationId, MessageId, TenantId};
use crate::message::{Message, MessageKind};
use crate::number::{NumberId, OwnNumber};
use crate::phone::PhoneNumber;
use crate::ports::{PortError, PortErrorKind, PortResult};
use crate::preflight::{Circumstances, Refusal, Window, preflight};
use crate::segments::Segmentation;
use crate::settings::Settings;
use crate::time_zones;

/// A text that somebody wants to send, or that a worker is about to.
#[derive(Debug, Clone, Copy)]
pub struct Intent<'a> {
    /// The channel.
    pub channel: ChannelClass,
    /// The thread that it would belong to; `None` if the number of ours is not known.
    pub thread: Option<&'a ConversationId>,
    /// It is a template that the channel approved.
    pub is_template: bool,
    /// The number of ours may send.
    pub is_sender_verified: bool,
    /// The recipient.
    pub to: &'a Address,
    /// The text.
    pub body: &'a str,
    /// Something is attached.
    pub has_media: bool,
    /// What made us write it.
    pub kind: MessageKind,
    /// The message, if it is stored already.
    pub id: Option<&'a MessageId>,
}

/// What was decided, and on what.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The size of the text, or why it may not be sent.
    pub verdict: Result<Segmentation, Refusal>,
    /// The recipient as they were.
    pub contact: Contact,
}

/// Decides whether a text may be sent now.
///
/// # Errors
/// A store's.
pub async fn check(ports: &Ports, tenant: &TenantId, intent: Intent<'_>) -> PortResult<Checked> {
    let contact = ports.contacts.contact(tenant, intent.to).await?;
    let contact = contact.unwrap_or_else(|| Contact::unknown(intent.to));
    let settings = if intent.kind.is_unprompted() { Some(settings(ports, tenant).await?) } else { None };
    let zones = settings.as_ref().map(|settings| zones(settings, intent.to)).unwrap_or_default();
    let others = |(_, message): &&(_, MessageId)| Some(message) != intent.id;
    let verdict = preflight(&Circumstances {
        channel: intent.channel,
        body: intent.body,
        has_media: intent.has_media,
        kind: intent.kind,
        to: intent.to,
        opted_out: contact.is_opted_out(intent.channel),
        is_sender_verified: intent.is_sender_verified,
        window: window(ports, tenant, intent).await?,
        is_template: intent.is_template,
        now: ports.clock.now(),
        quiet_hours: settings.as_ref().map(|settings| (&settings.quiet_hours, zones.as_slice())),
        last_unprompted_at: contact.last_unprompted.as_ref().filter(others).map(|(at, _)| *at),
    });
    Ok(Checked { verdict, contact })
}

/// Whether the channel takes a free text in the thread now.
async fn window(ports: &Ports, tenant: &TenantId, intent: Intent<'_>) -> PortResult<Window> {
    let (ChannelClass::Whatsapp, Some(thread)) = (intent.channel, intent.thread) else { return Ok(Window::Unlimited) };
    let thread = ports.conversations.conversation(tenant, thread).await?;
    let last = thread.and_then(|thread| thread.last_inbound_ms);
    let last = last.and_then(|last| jiff::Timestamp::from_millisecond(last).ok());
    Ok(Window::after(last, ports.clock.now()))
}

/// Decides whether a stored message may be sent now.
///
/// # Errors
/// A store's.
pub async fn check_message(ports: &Ports, tenant: &TenantId, message: &Message) -> PortResult<Checked> {
    let from = ports.numbers.number(tenant, &NumberId::on(message.channel, &message.from)).await?;
    // Of a number that was given back since, the carrier knows whether it still sends.
    let is_sender_verified = from.as_ref().is_none_or(OwnNumber::may_send);
    let intent = Intent {
        channel: message.channel,
        thread: Some(&message.conversation_id),
        is_template: message.template.is_some(),
        is_sender_verified,
        to: &message.to,
        body: &message.body,
        has_media: !message.media.is_empty(),
        kind: message.kind,
        id: Some(&message.id),
    };
    check(ports, tenant, intent).await
}

async fn settings(ports: &Ports, tenant: &TenantId) -> PortResult<Settings> {
    let settings = ports.settings.settings(tenant).await?;
    settings.ok_or_else(|| PortError::new(PortErrorKind::NotFound, "the tenant has no settings"))
}

/// The zones of the number; the organisation's own for a number whose prefix names none.
fn zones(settings: &Settings, to: &Address) -> Vec<jiff::tz::TimeZone> {
    let zones = time_zones::of(to);
    if zones.is_empty() { jiff::tz::TimeZone::get(&settings.time_zone).into_iter().collect() } else { zones }
}

/// What somebody asks before they send.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The recipient as typed.
    pub to: &'a str,
    /// The text.
    pub body: &'a str,
    /// The number of ours; the first one if it is not given.
    pub from: Option<&'a str>,
    /// What makes us write it.
    pub kind: MessageKind,
    /// The channel.
    pub channel: ChannelClass,
}

/// Answers what a send would: the recipient, if it can be read, and the verdict.
///
/// # Errors
/// A store's.
pub async fn ask(
    ports: &Ports,
    tenant: &TenantId,
    question: Question<'_>,
) -> PortResult<(Option<PhoneNumber>, Result<Segmentation, Refusal>)> {
    let Question { body, kind, channel, .. } = question;
    let to = match recipient(ports, tenant, question.to).await {
        Ok(to) => to,
        Err(SendError::Port(error)) => return Err(error),
        Err(_) => return Ok((None, Err(Refusal::InvalidNumber))),
    };
    let from = match sender(ports, tenant, channel, question.from).await {
        Ok(from) => Some(from),
        Err(SendError::Port(error)) => return Err(error),
        Err(_) => None,
    };
    let address = to.address();
    let between = |from: &OwnNumber| ConversationId::between(tenant, channel.as_str(), &from.number, &address);
    let thread = from.as_ref().map(between);
    let intent = Intent {
        channel,
        thread: thread.as_ref(),
        is_template: false,
        is_sender_verified: from.as_ref().is_some_and(OwnNumber::may_send),
        to: &address,
        body,
        has_media: false,
        kind,
        id: None,
    };
    let verdict = check(ports, tenant, intent).await?.verdict;
    Ok((Some(to), verdict))
}
