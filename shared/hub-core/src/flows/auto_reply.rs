//! The hub answers by itself while nobody is there.

use jiff::SignedDuration;

use crate::address::{Address, is_e164};
use crate::call::Call;
use crate::flows::Ports;
use crate::flows::send_message::{Draft, SendError, send_between};
use crate::ids::TenantId;
use crate::keywords::may_mean_stop;
use crate::message::{Direction, Message, MessageKind};
use crate::number::{NumberId, OwnNumber};
use crate::ports::PortResult;

/// A contact gets one automatic answer within this time, so that two machines never answer each other for long.
pub const AUTO_REPLY_EVERY: SignedDuration = SignedDuration::from_hours(4);

/// Answers a customer's new text outside the business hours, if the organisation has an answer for that.
///
/// Neither a keyword is answered, nor what may be one, nor a sender that is no number of a person, nor somebody who has
/// opted out. A process that dies between the turn and the answer leaves the answer out: none is better than two.
///
/// # Errors
/// A store's. The customer's text is stored, whatever comes of the answer.
pub async fn answer_after_hours(ports: &Ports, tenant: &TenantId, text: &Message) -> PortResult<()> {
    if text.keyword.is_some() || may_mean_stop(&text.body) || !is_e164(text.from.as_str()) {
        return Ok(());
    }
    let Some(settings) = ports.settings.settings(tenant).await? else { return Ok(()) };
    let Some(body) = settings.auto_replies.after_hours.clone() else { return Ok(()) };
    let Some(number) = ports.numbers.number(tenant, &NumberId::on(text.channel, &text.to)).await? else {
        return Ok(());
    };
    let now = ports.clock.now();
    if settings.is_open(number.business_hours.as_ref(), now) {
        return Ok(());
    }
    answer(ports, tenant, (&number, &text.from), (body, text.id.as_str())).await
}

/// Texts a customer whose call nobody took, if the organisation has a text for that. It takes the same turn as an answer
/// after hours.
///
/// # Errors
/// A store's. The call is stored, whatever comes of the text.
pub async fn answer_missed_call(ports: &Ports, tenant: &TenantId, call: &Call) -> PortResult<()> {
    if call.direction != Direction::Inbound || !is_e164(call.their_address.as_str()) {
        return Ok(());
    }
    let Some(settings) = ports.settings.settings(tenant).await? else { return Ok(()) };
    let Some(body) = settings.auto_replies.missed_call else { return Ok(()) };
    let number = ports.numbers.number(tenant, &NumberId::of(&call.our_number)).await?;
    let Some(number) = number.filter(OwnNumber::may_send) else { return Ok(()) };
    answer(ports, tenant, (&number, &call.their_address), (body, call.id.as_str())).await
}

/// Sends an answer to what has an id, if it is the customer's turn.
async fn answer(
    ports: &Ports,
    tenant: &TenantId,
    (number, to): (&OwnNumber, &Address),
    (body, cause): (String, &str),
) -> PortResult<()> {
    let now = ports.clock.now();
    let is_first = ports.contacts.take_auto_reply(tenant, to, now, now - AUTO_REPLY_EVERY).await?;
    if !is_first {
        return Ok(());
    }
    let draft = Draft {
        to: to.as_str().to_owned(),
        body,
        media: Vec::new(),
        from: None,
        client_id: None,
        idempotency_key: Some(format!("auto-reply-{cause}")),
        author: None,
        kind: MessageKind::AutoReply,
        channel: number.channel,
        template: None,
    };
    match send_between(ports, tenant, (number, to), &draft, None).await {
        Err(SendError::Port(error)) => Err(error),
        Err(refused) => {
            tracing::info!(tenant.id = %tenant, cause, code = refused.code(), "no automatic answer");
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}
