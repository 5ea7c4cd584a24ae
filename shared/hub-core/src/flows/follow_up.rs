//! A text to somebody who called, or was called, from the number of the call.

use crate::address::Address;
use crate::audit::{Action, Doer, Entry};
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::send_message::{Draft, SendError, send_message};
use crate::ids::{CallId, MessageId, TenantId, UserId};
use crate::message::MessageKind;
use crate::ports::PortError;

/// The longest follow-up: one segment of plain letters.
///
/// # Source
/// requirements VOX-9.
pub const FOLLOW_UP_MAX_CHARACTERS: usize = 160;

/// A follow-up that is stored and will be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowedUp {
    /// The message.
    pub message_id: MessageId,
    /// To whom.
    pub phone: Address,
}

/// Why a follow-up was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FollowUpError {
    /// There is no such call.
    #[error("Not found.")]
    NotFound,
    /// It is empty or too long.
    #[error("A follow-up has 1 to {FOLLOW_UP_MAX_CHARACTERS} characters.")]
    Length,
    /// It may not be sent.
    #[error(transparent)]
    Send(#[from] SendError),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Texts the customer of a call. It is a follow-up, so it keeps quiet hours and the hourly limit.
///
/// The line of the audit has the message's own id: a repeat of the request adds none.
///
/// # Errors
/// [`FollowUpError`].
pub async fn follow_up(
    ports: &Ports,
    tenant: &TenantId,
    id: &CallId,
    (message, idempotency_key): (&str, Option<String>),
    (author, doer): (&UserId, &Doer),
) -> Result<FollowedUp, FollowUpError> {
    let message = message.trim();
    let record = ports.calls.call_record(tenant, id).await?.ok_or(FollowUpError::NotFound)?;
    if !(1..=FOLLOW_UP_MAX_CHARACTERS).contains(&message.chars().count()) {
        return Err(FollowUpError::Length);
    }
    let call = record.call;
    let draft = Draft {
        to: call.their_address.as_str().to_owned(),
        body: message.to_owned(),
        media: Vec::new(),
        from: Some(call.our_number.as_str().to_owned()),
        client_id: None,
        idempotency_key,
        author: Some(author.clone()),
        kind: MessageKind::FollowUp,
        channel: ChannelClass::Sms,
        template: None,
    };
    let message_id = send_message(ports, tenant, draft).await?.message_id;
    let entry = Entry::new(ports, doer, Action::CallFollowedUp).on(call.their_address.as_str());
    let entry = entry.with("callId", id.as_str()).with("messageId", message_id.as_str());
    let entry = Entry { id: message_id.sort_key().to_owned(), ..entry };
    ports.audit.record(tenant, &entry).await?;
    Ok(FollowedUp { message_id, phone: call.their_address })
}
