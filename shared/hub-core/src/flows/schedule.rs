//! A text is scheduled, changed and taken back.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::send_message::{Draft, SendError, may_be_sent, recipient, sender};
use crate::ids::{ConversationId, ScheduledId, TenantId, UserId};
use crate::message::MessageKind;
use crate::ports::{PortError, PortErrorKind, PortResult, ScheduledOutcome};
use crate::schedule::{ScheduledMessage, ScheduledState, SendAt, TimeError, WallTime};

/// A rival's change is looked at so often before a cancellation gives up.
const CANCEL_TRIES: usize = 5;

/// A text and when it is to be sent.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The text; what is missing is filled in as for one that is sent at once.
    pub draft: Draft,
    /// When.
    pub send_at: WallTime,
    /// Cancel it if the customer writes before.
    pub cancel_if_replied: bool,
}

/// A change of a scheduled text: what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduledChange {
    /// The version that the change was made from.
    pub version: u64,
    /// The text, at most 1,600 characters.
    #[serde(default)]
    pub message: Option<String>,
    /// When it is sent.
    #[serde(default)]
    pub send_at: Option<WallTime>,
    /// Cancel it if the customer writes before.
    #[serde(default)]
    pub cancel_if_replied: Option<bool>,
}

/// Why a text was not scheduled or changed.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// It could not be sent now either.
    #[error(transparent)]
    Send(#[from] SendError),
    /// The time is none at which it can be sent.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// There is no such text.
    #[error("Not found.")]
    NotFound,
    /// Somebody changed it first.
    #[error("Somebody else changed this at the same time.")]
    Newer(Box<ScheduledMessage>),
    /// It was sent, canceled or refused.
    #[error("This message is not scheduled any more.")]
    Over(Box<ScheduledMessage>),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Schedules a text that could be sent now. Whether it may be sent is asked again when its time comes.
///
/// # Errors
/// [`ScheduleError`]; then nothing was stored.
pub async fn schedule(ports: &Ports, tenant: &TenantId, plan: Plan) -> Result<ScheduledMessage, ScheduleError> {
    let now = ports.clock.now();
    let send_at = SendAt::read(&plan.send_at, now)?;
    let from = sender(ports, tenant, ChannelClass::Sms, plan.draft.from.as_deref()).await?;
    let to = recipient(ports, tenant, &plan.draft.to).await?.address();
    may_be_sent(ports, tenant, (&from, &to), &plan.draft).await?;
    let conversation_id = ConversationId::between(tenant, from.channel.as_str(), &from.number, &to);
    let scheduled = ScheduledMessage {
        id: ScheduledId::new(ports.ids.ulid(now), &conversation_id),
        conversation_id,
        to,
        from: from.number,
        body: plan.draft.body,
        send_at,
        cancel_if_replied: plan.cancel_if_replied,
        replies_since: now,
        state: ScheduledState::Scheduled,
        message_id: None,
        reason: None,
        reason_text: None,
        author_id: plan.draft.author,
        changed_by: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let key = plan.draft.idempotency_key.or(plan.draft.client_id);
    match ports.schedule.create_scheduled(tenant, &scheduled, key.as_deref()).await? {
        ScheduledOutcome::Stored => {
            tracing::info!(tenant.id = %tenant, scheduled.id = %scheduled.id, "message scheduled");
            Ok(scheduled)
        }
        ScheduledOutcome::Repeat(first) => Ok(stored(ports, tenant, &first).await?),
        ScheduledOutcome::KeyReused => Err(SendError::KeyReused.into()),
    }
}

async fn stored(ports: &Ports, tenant: &TenantId, id: &ScheduledId) -> Result<ScheduledMessage, ScheduleError> {
    ports.schedule.scheduled(tenant, id).await?.ok_or(ScheduleError::NotFound)
}

/// A text that is still scheduled.
pub(crate) async fn open(
    ports: &Ports,
    tenant: &TenantId,
    id: &ScheduledId,
) -> Result<ScheduledMessage, ScheduleError> {
    let stored = stored(ports, tenant, id).await?;
    if stored.state == ScheduledState::Scheduled { Ok(stored) } else { Err(ScheduleError::Over(Box::new(stored))) }
}

/// The draft that a scheduled text is.
pub(crate) fn draft_of(scheduled: &ScheduledMessage) -> Draft {
    Draft {
        to: scheduled.to.as_str().to_owned(),
        body: scheduled.body.clone(),
        media: Vec::new(),
        from: Some(scheduled.from.as_str().to_owned()),
        client_id: None,
        idempotency_key: None,
        author: scheduled.author_id.clone(),
        kind: MessageKind::Person,
        channel: ChannelClass::Sms,
        template: None,
    }
}

/// Changes the text of the version that the change names. A reply that came before no longer counts: whoever changes the
/// text has seen it.
///
/// # Errors
/// [`ScheduleError`]; then nothing changed.
pub async fn change(
    ports: &Ports,
    tenant: &TenantId,
    id: &ScheduledId,
    change: ScheduledChange,
    by: &UserId,
) -> Result<ScheduledMessage, ScheduleError> {
    let stored = open(ports, tenant, id).await?;
    if stored.version != change.version {
        return Err(ScheduleError::Newer(Box::new(stored)));
    }
    let now = ports.clock.now();
    let send_at = change.send_at.map(|wall| SendAt::read(&wall, now)).transpose()?;
    let next = ScheduledMessage {
        body: change.message.unwrap_or_else(|| stored.body.clone()),
        send_at: send_at.unwrap_or_else(|| stored.send_at.clone()),
        cancel_if_replied: change.cancel_if_replied.unwrap_or(stored.cancel_if_replied),
        replies_since: now,
        changed_by: Some(by.clone()),
        updated_at: now,
        version: stored.version + 1,
        ..stored
    };
    let from = sender(ports, tenant, ChannelClass::Sms, Some(next.from.as_str())).await?;
    may_be_sent(ports, tenant, (&from, &next.to), &draft_of(&next)).await?;
    if ports.schedule.replace_scheduled(tenant, &next).await? {
        return Ok(next);
    }
    Err(ScheduleError::Newer(Box::new(open(ports, tenant, id).await?)))
}

/// Takes a text back, whatever its version; one that was canceled before stays as it is.
///
/// # Errors
/// [`ScheduleError::Over`] for a text that was sent or refused, or the store's.
pub async fn cancel(ports: &Ports, tenant: &TenantId, id: &ScheduledId, by: &UserId) -> Result<(), ScheduleError> {
    for _ in 0..CANCEL_TRIES {
        let stored = match open(ports, tenant, id).await {
            Err(ScheduleError::Over(over)) if over.state == ScheduledState::Canceled => return Ok(()),
            stored => stored?,
        };
        let reason = ("canceled", "Somebody of the team canceled this.");
        let ended = stored.ended(ScheduledState::Canceled, Some(reason), ports.clock.now());
        let ended = ScheduledMessage { changed_by: Some(by.clone()), ..ended };
        if ports.schedule.replace_scheduled(tenant, &ended).await? {
            return Ok(());
        }
    }
    Err(PortError::new(PortErrorKind::Conflict, "others kept changing the scheduled message").into())
}

/// Ends a text that is still as it was read; `false` if it is not.
pub(crate) async fn end(
    ports: &Ports,
    tenant: &TenantId,
    scheduled: &ScheduledMessage,
    (state, code, sentence): (ScheduledState, &str, &str),
    now: Timestamp,
) -> PortResult<bool> {
    ports.schedule.replace_scheduled(tenant, &scheduled.ended(state, Some((code, sentence)), now)).await
}
