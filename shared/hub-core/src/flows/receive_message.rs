//! A customer's text arrives.

use crate::address::Address;
use crate::channel::ChannelClass;
use crate::consent::{Cause, ConsentEntry, ConsentEvent, ConsentKind};
use crate::contact::{Contact, NAME_MAX_CHARACTERS};
use crate::flows::Ports;
use crate::flows::auto_reply::answer_after_hours;
use crate::flows::contacts::{DECISIONS_MAX, busy};
use crate::flows::fetch_media::queue;
use crate::flows::send_message::UNTAKEN_AFTER;
use crate::ids::{ConversationId, MediaId, MessageId, TenantId};
use crate::keywords::{Keyword, may_mean_stop, recognise};
use crate::media::{ATTACHMENTS_MAX, Media};
use crate::message::{Direction, Message, MessageKind, MessageStatus};
use crate::number::{NumberId, OptOutHandling};
use crate::ports::{InboundMessage, InboundOutcome, MediaSource, PortResult};
use crate::preflight::size_on;

/// An inbound text as the carrier posted it.
#[derive(Debug, Clone)]
pub struct Received {
    /// The channel.
    pub channel: ChannelClass,
    /// The name that the customer gives themselves on the channel.
    pub profile_name: Option<String>,
    /// The carrier's id of the message.
    pub sid: String,
    /// The customer.
    pub from: Address,
    /// Our number.
    pub to: Address,
    /// The text, unchanged.
    pub body: String,
    /// The carrier's own word that this is an opt-out, opt-in or help request.
    pub opt_out_type: Option<Keyword>,
    /// What is attached.
    pub media: Vec<ReceivedMedia>,
}

/// An attachment as the carrier posted it.
#[derive(Debug, Clone)]
pub struct ReceivedMedia {
    /// Where the carrier keeps it.
    pub url: String,
    /// Its type, as the sender's phone says.
    pub content_type: String,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// It was not there before.
    pub is_new: bool,
    /// The organisation's answer to a keyword, on a number where the hub answers it.
    pub reply: Option<String>,
}

/// Stores a text once, however often it is delivered.
///
/// A redelivery gets the same answer: the carrier delivers again because it did not take the first one. When an opt-out
/// is acknowledged, nothing is on its way to the carrier any more that has not begun.
///
/// # Errors
/// The store's; then nothing was stored and the carrier should deliver again.
pub async fn receive_message(ports: &Ports, tenant: &TenantId, received: Received) -> PortResult<Receipt> {
    let now = ports.clock.now();
    let (media, sources) = attached(ports, &received);
    let message = message(ports, tenant, &received, media);
    let mut answer: Option<(Keyword, Answer)> = None;
    for _ in 0..DECISIONS_MAX {
        let contact = ports.contacts.contact(tenant, &received.from).await?;
        let contact = contact.unwrap_or_else(|| Contact::unknown(&received.from));
        let is_out = contact.is_opted_out(received.channel);
        let keyword = received.opt_out_type.or_else(|| recognise(&received.body, is_out));
        answer = match (keyword, answer) {
            (None, _) => None,
            (Some(keyword), Some((known, answer))) if known == keyword => Some((keyword, answer)),
            (Some(keyword), _) => Some((keyword, Answer::to(ports, tenant, &received, keyword).await?)),
        };
        let threads = contact.threads.clone();
        let inbound = InboundMessage {
            message: Message { keyword, ..message.clone() },
            consent: answer.as_ref().map(|(keyword, answer)| entry(tenant, &contact, &message, (*keyword, answer))),
            reply: answer.as_ref().and_then(|(_, answer)| answer.message(ports, &message)),
            opt_out_suspected: keyword.is_none() && may_mean_stop(&message.body),
            // A keyword's line marks the threads itself; the next message brings the name.
            name: if answer.is_none() { name_for(&contact, &received) } else { None },
            contact,
            sources: sources.clone(),
            due: now + UNTAKEN_AFTER,
        };
        let outcome = ports.messages.store_inbound(tenant, &inbound).await?;
        if outcome == InboundOutcome::Moved {
            continue;
        }
        if keyword == Some(Keyword::Stop) {
            ports.messages.handovers(tenant, &threads, now).await?;
        }
        let is_new = outcome == InboundOutcome::Stored;
        tracing::info!(tenant.id = %tenant, message.id = %inbound.message.id, is_new, "inbound message acknowledged");
        if is_new && !inbound.sources.is_empty() {
            queue(ports, tenant, &inbound.message.id).await;
        }
        if is_new && let Err(error) = answer_after_hours(ports, tenant, &inbound.message).await {
            tracing::warn!(tenant.id = %tenant, message.id = %inbound.message.id, %error, "no automatic answer");
        }
        let reply = match outcome {
            InboundOutcome::Known { reply } => reply,
            _ => inbound.reply.map(|reply| reply.body),
        };
        return Ok(Receipt { is_new, reply });
    }
    Err(busy())
}

/// The customer's own name for themselves, until the team gives one.
fn name_for(contact: &Contact, received: &Received) -> Option<String> {
    let name: String = received.profile_name.as_deref()?.trim().chars().take(NAME_MAX_CHARACTERS).collect();
    (contact.name.is_none() && !name.is_empty()).then_some(name)
}

/// What is attached, and where it comes from.
fn attached(ports: &Ports, received: &Received) -> (Vec<Media>, Vec<MediaSource>) {
    let now = ports.clock.now();
    let attached = received.media.iter().take(ATTACHMENTS_MAX).map(|media| {
        let id = MediaId::new(ports.ids.ulid(now));
        (Media::pending(id, &media.content_type), MediaSource { url: media.url.clone(), tries: 0 })
    });
    attached.unzip()
}

fn message(ports: &Ports, tenant: &TenantId, received: &Received, media: Vec<Media>) -> Message {
    let now = ports.clock.now();
    let conversation_id = ConversationId::between(tenant, received.channel.as_str(), &received.to, &received.from);
    let size = size_on(received.channel, &received.body);
    Message {
        id: MessageId::new(ports.ids.ulid(now), &conversation_id),
        conversation_id,
        channel: received.channel,
        direction: Direction::Inbound,
        kind: MessageKind::Person,
        status: MessageStatus::Received,
        error_code: None,
        error_message: None,
        encoding: size.encoding,
        segments: size.segments,
        sid: Some(received.sid.clone()),
        client_id: None,
        author_id: None,
        keyword: None,
        media,
        campaign: None,
        template: None,
        turn_at: None,
        created_at: now,
        sent_at: None,
        delivered_at: None,
        version: 1,
        body: received.body.clone(),
        from: received.from.clone(),
        to: received.to.clone(),
    }
}

/// Who answers a keyword, and with what.
struct Answer {
    handled_by: OptOutHandling,
    text: Option<String>,
}

impl Answer {
    /// The organisation's answer, if the number is one where the hub and not the carrier gives it.
    async fn to(ports: &Ports, tenant: &TenantId, received: &Received, keyword: Keyword) -> PortResult<Self> {
        let by_carrier = Self { handled_by: OptOutHandling::Provider, text: None };
        if received.opt_out_type.is_some() {
            return Ok(by_carrier);
        }
        let number = ports.numbers.number(tenant, &NumberId::on(received.channel, &received.to)).await?;
        if number.is_none_or(|number| number.opt_out_handling == OptOutHandling::Provider) {
            return Ok(by_carrier);
        }
        let settings = ports.settings.settings(tenant).await?;
        Ok(Self { handled_by: OptOutHandling::Hub, text: settings.map(|settings| settings.reply(keyword)) })
    }

    /// The answer as a message of the thread. The carrier sends it as soon as the webhook is answered, and reports
    /// nothing of it.
    fn message(&self, ports: &Ports, inbound: &Message) -> Option<Message> {
        let body = self.text.clone()?;
        let (now, size) = (inbound.created_at, size_on(inbound.channel, &body));
        Some(Message {
            id: MessageId::new(ports.ids.ulid(now), &inbound.conversation_id),
            direction: Direction::Outbound,
            kind: MessageKind::KeywordReply,
            status: MessageStatus::Sent,
            encoding: size.encoding,
            segments: size.segments,
            sid: None,
            keyword: None,
            sent_at: Some(now),
            body,
            from: inbound.to.clone(),
            to: inbound.from.clone(),
            ..inbound.clone()
        })
    }
}

fn entry(
    tenant: &TenantId,
    contact: &Contact,
    message: &Message,
    (keyword, answer): (Keyword, &Answer),
) -> ConsentEntry {
    let kind = match keyword {
        Keyword::Stop => ConsentKind::OptedOut,
        Keyword::Start => ConsentKind::OptedIn,
        Keyword::Help => ConsentKind::HelpRequested,
    };
    let cause = Cause::Keyword {
        word: message.body.clone(),
        message_id: message.id.clone(),
        message_sid: message.sid.clone().unwrap_or_default(),
        handled_by: answer.handled_by,
    };
    let event = ConsentEvent { at: message.created_at, kind, cause, our_number: Some(message.to.clone()) };
    contact.head(message.channel).next(tenant, (&contact.address, message.channel), event)
}
