//! A customer's text arrives.

use crate::address::Address;
use crate::flows::Ports;
use crate::ids::{ConversationId, MessageId, TenantId};
use crate::keywords::{Keyword, may_mean_stop, recognise};
use crate::message::{Direction, Message, MessageStatus};
use crate::number::{NumberId, OptOutHandling};
use crate::ports::{InboundMessage, PortResult};
use crate::segments::segmentation;

/// The channel class of plain texts.
pub const SMS: &str = "sms";

/// An inbound text as the carrier posted it.
#[derive(Debug, Clone)]
pub struct Received {
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
/// A redelivery gets the same answer: the carrier delivers again because it did not take the first one.
///
/// # Errors
/// The store's; then nothing was stored and the carrier should deliver again.
pub async fn receive_message(ports: &Ports, tenant: &TenantId, received: Received) -> PortResult<Receipt> {
    let now = ports.clock.now();
    let conversation_id = ConversationId::between(tenant, SMS, &received.to, &received.from);
    let is_answered_by_carrier = received.opt_out_type.is_some();
    let keyword = match (received.opt_out_type, recognise(&received.body, true)) {
        (Some(keyword), _) => Some(keyword),
        // Only YES depends on the present consent, so only a START word costs a read.
        (None, Some(Keyword::Start)) => {
            recognise(&received.body, ports.consent.is_opted_out(tenant, &received.from, SMS).await?)
        }
        (None, keyword) => keyword,
    };
    let size = segmentation(&received.body);
    let message = Message {
        id: MessageId::new(ports.ids.ulid(now), &conversation_id),
        conversation_id,
        direction: Direction::Inbound,
        status: MessageStatus::Received,
        error_code: None,
        error_message: None,
        encoding: size.encoding,
        segments: size.segments,
        sid: Some(received.sid),
        client_id: None,
        author_id: None,
        keyword,
        turn_at: None,
        created_at: now,
        sent_at: None,
        delivered_at: None,
        version: 1,
        body: received.body,
        from: received.from,
        to: received.to,
    };
    let inbound = InboundMessage {
        opt_out_suspected: keyword.is_none() && may_mean_stop(&message.body),
        consent: keyword.filter(|keyword| *keyword != Keyword::Help),
        message,
    };
    let is_new = ports.messages.store_inbound(tenant, &inbound).await?;
    tracing::info!(tenant.id = %tenant, message.id = %inbound.message.id, is_new, "inbound message acknowledged");
    let reply = match keyword {
        Some(keyword) if !is_answered_by_carrier => reply(ports, tenant, &inbound.message.to, keyword).await?,
        _ => None,
    };
    Ok(Receipt { is_new, reply })
}

/// The organisation's answer to a keyword, if the number is one where the hub and not the carrier gives it.
async fn reply(ports: &Ports, tenant: &TenantId, ours: &Address, keyword: Keyword) -> PortResult<Option<String>> {
    let number = ports.numbers.number(tenant, &NumberId::of(ours)).await?;
    if number.is_none_or(|number| number.opt_out_handling == OptOutHandling::Provider) {
        return Ok(None);
    }
    Ok(ports.settings.settings(tenant).await?.map(|settings| settings.reply(keyword)))
}
