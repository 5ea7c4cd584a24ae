//! A customer's text arrives.

use crate::address::Address;
use crate::flows::Ports;
use crate::ids::{ConversationId, MessageId, TenantId};
use crate::keywords::{Keyword, may_mean_stop, recognise};
use crate::message::{Direction, Message, MessageStatus};
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

/// Stores a text once, however often it is delivered; `false` says that it was there before.
///
/// # Errors
/// The store's; then nothing was stored and the carrier should deliver again.
pub async fn receive_message(ports: &Ports, tenant: &TenantId, received: Received) -> PortResult<bool> {
    let now = ports.clock.now();
    let conversation_id = ConversationId::between(tenant, SMS, &received.to, &received.from);
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
    Ok(is_new)
}
