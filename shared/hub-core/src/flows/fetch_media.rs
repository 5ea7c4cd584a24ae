//! The worker fetches what a customer attached, and a person may ask for it once more.
//!
//! The attachments stand in the message as `pending`, under the sweep's eye from the moment it is stored. So nothing is
//! lost with a task of the queue, and a task that comes twice finds nothing more to do.

use jiff::SignedDuration;

use crate::carrier_account::{CarrierAccount, CarrierConnection, CarrierStatus};
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::credentials::{carrier_account, is_working, stop};
use crate::flows::deliver_message::{CREDENTIALS_REFUSED, Delivery};
use crate::flows::send_message::UNTAKEN_AFTER;
use crate::ids::{MediaId, MessageId, TenantId};
use crate::media::{Media, MediaState, extension, proven_type};
use crate::message::Direction;
use crate::ports::{Attachments, CarrierFailure, FetchWork, Fetched, MediaTask, PortError, PortErrorKind, PortResult};

/// So often the hub asks by itself for what the carrier does not have: two minutes.
pub(crate) const TRIES_MAX: u64 = 6;
/// So often it asks a carrier that does not answer: almost an hour and a half.
pub(crate) const OUTAGE_TRIES_MAX: u64 = 24;
const PAUSE_MAX: SignedDuration = SignedDuration::from_mins(5);
/// A write is tried so often while others change the message.
const RIVALS_MAX: usize = 8;

/// The most bytes that an attachment of a customer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaLimits {
    /// Of a text.
    pub sms: u64,
    /// Of a `WhatsApp` message.
    pub whatsapp: u64,
}

impl Default for MediaLimits {
    /// What the carrier takes in.
    fn default() -> Self {
        Self { sms: 5 * 1024 * 1024, whatsapp: 16 * 1024 * 1024 }
    }
}

impl MediaLimits {
    fn of(self, attachments: &Attachments) -> u64 {
        if attachments.message.channel == ChannelClass::Whatsapp { self.whatsapp } else { self.sms }
    }
}

/// What one look at the carrier makes of an attachment.
enum Outcome {
    Ready { content_type: String, size: u64 },
    NotYet { sentence: &'static str, tries_max: u64 },
    Failed(String),
}

/// Fetches the attachments of a message that are still `pending`.
///
/// # Errors
/// The store's; the task should come again.
pub async fn fetch_media(
    ports: &Ports,
    limits: MediaLimits,
    (tenant, id): (&TenantId, &MessageId),
) -> PortResult<Delivery> {
    let Some(mut attachments) = ports.attachments.attachments(tenant, id).await? else { return Ok(Delivery::Done) };
    let pending = pending(&attachments);
    if pending.is_empty() {
        return Ok(Delivery::Done);
    }
    let Some((connection, account)) = carrier_account(ports, tenant).await? else {
        for media in pending {
            let outcome = Outcome::Failed("No carrier account is connected.".to_owned());
            settle(ports, tenant, &mut attachments, &media, &outcome).await?;
        }
        return Ok(Delivery::Done);
    };
    if connection.status == CarrierStatus::Stopped {
        return wait_for_repair(ports, tenant, id).await;
    }
    for media in pending {
        let outcome = match look(ports, tenant, &account, (&attachments, &media), limits.of(&attachments)).await? {
            Some(outcome) => outcome,
            None => match refusal(ports, &account).await {
                Some(outcome) => outcome,
                None => return refused(ports, tenant, id, &connection).await,
            },
        };
        settle(ports, tenant, &mut attachments, &media, &outcome).await?;
    }
    let tries = attachments.message.media.iter().zip(&attachments.sources);
    let tries = tries.filter(|(media, _)| media.state == MediaState::Pending).map(|(_, source)| source.tries).max();
    Ok(tries.map_or(Delivery::Done, |tries| Delivery::Retry(pause(tries))))
}

fn pending(attachments: &Attachments) -> Vec<MediaId> {
    let media = attachments.message.media.iter();
    media.filter(|media| media.state == MediaState::Pending).map(|media| media.id.clone()).collect()
}

/// Asks the carrier for one attachment and keeps its bytes. `None`: the carrier refuses our credentials.
async fn look(
    ports: &Ports,
    tenant: &TenantId,
    account: &CarrierAccount,
    (attachments, id): (&Attachments, &MediaId),
    limit: u64,
) -> PortResult<Option<Outcome>> {
    let Some(at) = position(attachments, id) else { return Ok(Some(Outcome::Failed(NOT_THERE.to_owned()))) };
    let (media, Some(source)) = (&attachments.message.media[at], attachments.sources.get(at)) else {
        return Ok(Some(Outcome::Failed(NOT_THERE.to_owned())));
    };
    let fetched = ports.carrier_media.fetch(account, &source.url, limit).await;
    Ok(Some(match fetched {
        Fetched::Unauthorized => return Ok(None),
        Fetched::Bytes(bytes) => {
            let (content_type, size) = (proven_type(&media.content_type, &bytes), bytes.len() as u64);
            ports.media.keep(tenant, id, &content_type, bytes).await?;
            Outcome::Ready { content_type, size }
        }
        Fetched::NotYet { reason } => {
            tracing::warn!(tenant.id = %tenant, media.id = %id, reason, tries = source.tries + 1, "attachment is not there yet");
            Outcome::NotYet { sentence: NOT_THERE, tries_max: TRIES_MAX }
        }
        Fetched::NotNow { reason } => {
            tracing::warn!(tenant.id = %tenant, media.id = %id, reason, tries = source.tries + 1, "carrier does not hand an attachment over now");
            Outcome::NotYet { sentence: UNREACHED, tries_max: OUTAGE_TRIES_MAX }
        }
        Fetched::TooLarge => Outcome::Failed(format!("The file is larger than {} MB.", limit / (1024 * 1024))),
        Fetched::ForeignHost => {
            tracing::error!(tenant.id = %tenant, media.id = %id, "attachment leads to a foreign host; it was not asked");
            Outcome::Failed("The file's address is not the carrier's, so it was not opened.".to_owned())
        }
        Fetched::Refused { status } => {
            tracing::warn!(tenant.id = %tenant, media.id = %id, status, "carrier refuses the attachment");
            Outcome::Failed(NOT_OURS.to_owned())
        }
    }))
}

const NOT_THERE: &str = "The carrier did not have this file.";
pub(crate) const UNREACHED: &str = "The carrier could not be reached.";
const NOT_OURS: &str = "The carrier does not hand this file over.";

fn position(attachments: &Attachments, id: &MediaId) -> Option<usize> {
    attachments.message.media.iter().position(|media| media.id == *id)
}

/// Writes what became of an attachment, unless somebody else did.
async fn settle(
    ports: &Ports,
    tenant: &TenantId,
    attachments: &mut Attachments,
    id: &MediaId,
    outcome: &Outcome,
) -> PortResult<()> {
    for _ in 0..RIVALS_MAX {
        let Some(at) = position(attachments, id) else { return Ok(()) };
        if attachments.message.media[at].state != MediaState::Pending {
            return Ok(());
        }
        let mut next = attachments.clone();
        apply(&mut next, at, outcome);
        if ports.attachments.put_attachments(tenant, &next, work(ports, &next)).await? {
            next.message.version += 1;
            *attachments = next;
            return Ok(());
        }
        match ports.attachments.attachments(tenant, &attachments.message.id).await? {
            Some(newer) => *attachments = newer,
            None => return Ok(()),
        }
    }
    Err(PortError::new(PortErrorKind::Conflict, "too many others change this message"))
}

fn apply(attachments: &mut Attachments, at: usize, outcome: &Outcome) {
    let media = &mut attachments.message.media[at];
    match outcome {
        Outcome::Ready { content_type, size } => {
            media.state = MediaState::Ready;
            // The declared type is no proof, but it names the file better than "bin".
            media.file_name = Some(format!("attachment-{}.{}", at + 1, extension(&media.content_type)));
            media.content_type.clone_from(content_type);
            media.size = Some(*size);
            media.error = None;
        }
        Outcome::NotYet { sentence, tries_max } => {
            let tries = attachments.sources.get_mut(at).map_or(*tries_max, |source| {
                source.tries += 1;
                source.tries
            });
            if tries >= *tries_max {
                fail(media, sentence);
            }
        }
        Outcome::Failed(sentence) => fail(media, sentence),
    }
}

fn fail(media: &mut Media, sentence: &str) {
    media.state = MediaState::Failed;
    media.error = Some(sentence.to_owned());
}

fn work(ports: &Ports, attachments: &Attachments) -> FetchWork {
    if pending(attachments).is_empty() {
        return FetchWork::Done;
    }
    let tries = attachments.sources.iter().map(|source| source.tries).max().unwrap_or_default();
    FetchWork::Due(ports.clock.now() + pause(tries) + UNTAKEN_AFTER)
}

/// 2, 4, 8, … seconds, at most five minutes.
pub(crate) fn pause(tries: u64) -> SignedDuration {
    SignedDuration::from_secs(1 << tries.min(9)).min(PAUSE_MAX)
}

/// What a refusal of every login means for one file. `None`: the account itself is refused.
///
/// A file may belong to an account that ours does not open; that is no reason to stop all of the tenant's work.
async fn refusal(ports: &Ports, account: &CarrierAccount) -> Option<Outcome> {
    match ports.provisioning.check_account(&account.account_sid, &account.auth_token).await {
        Err(CarrierFailure::Unauthorized | CarrierFailure::NotActive) => None,
        Ok(()) => Some(Outcome::Failed(NOT_OURS.to_owned())),
        Err(_) => Some(Outcome::NotYet { sentence: UNREACHED, tries_max: OUTAGE_TRIES_MAX }),
    }
}

/// The carrier refuses the credentials: the tenant's work stops until they are repaired.
async fn refused(
    ports: &Ports,
    tenant: &TenantId,
    id: &MessageId,
    connection: &CarrierConnection,
) -> PortResult<Delivery> {
    tracing::warn!(tenant.id = %tenant, message.id = %id, "carrier refuses the credentials for an attachment");
    stop(ports, tenant, connection, CREDENTIALS_REFUSED).await?;
    wait_for_repair(ports, tenant, id).await
}

/// Parks the message. If the repair came while it was being parked, nobody would wake it.
async fn wait_for_repair(ports: &Ports, tenant: &TenantId, id: &MessageId) -> PortResult<Delivery> {
    give(ports, tenant, id, |_| FetchWork::Parked).await?;
    if !is_working(ports, tenant).await? {
        return Ok(Delivery::Done);
    }
    wake(ports, tenant, id).await?;
    Ok(Delivery::Retry(SignedDuration::from_secs(1)))
}

/// Gives a customer's pending attachments to somebody else to look after; `false` if there are none.
async fn give(
    ports: &Ports,
    tenant: &TenantId,
    id: &MessageId,
    to: impl Fn(&Attachments) -> FetchWork,
) -> PortResult<bool> {
    for _ in 0..RIVALS_MAX {
        let Some(attachments) = ports.attachments.attachments(tenant, id).await? else { return Ok(false) };
        if attachments.message.direction != Direction::Inbound {
            return Ok(false);
        }
        let is_pending = !pending(&attachments).is_empty();
        let work = if is_pending { to(&attachments) } else { FetchWork::Done };
        if ports.attachments.put_attachments(tenant, &attachments, work).await? {
            return Ok(is_pending);
        }
    }
    Err(PortError::new(PortErrorKind::Conflict, "too many others change this message"))
}

/// Lets the next sweep look after pending attachments that waited for the repair of the credentials; `false` if there
/// are none.
///
/// # Errors
/// The store's.
pub async fn wake(ports: &Ports, tenant: &TenantId, id: &MessageId) -> PortResult<bool> {
    give(ports, tenant, id, |_| FetchWork::Due(ports.clock.now())).await
}

/// Puts pending attachments into the queue again; `false` if there are none.
///
/// # Errors
/// The store's or the queue's; then the sweep looks after them again.
pub async fn queue_again(ports: &Ports, tenant: &TenantId, id: &MessageId) -> PortResult<bool> {
    let due = ports.clock.now() + UNTAKEN_AFTER;
    if !give(ports, tenant, id, |_| FetchWork::Due(due)).await? {
        return Ok(false);
    }
    ports.media_queue.enqueue(&MediaTask::of(tenant, id)).await?;
    Ok(true)
}

/// Why an attachment is not fetched again.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// There is no such attachment.
    #[error("Not found.")]
    NotFound,
    /// It is there, or on its way.
    #[error("This file did not fail.")]
    NotFailed,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Fetches a failed attachment again, because a person asks for it.
///
/// # Errors
/// [`RetryError`].
pub async fn retry_media(
    ports: &Ports,
    tenant: &TenantId,
    message: &MessageId,
    id: &MediaId,
) -> Result<Media, RetryError> {
    let mut attachments = ports.attachments.attachments(tenant, message).await?.ok_or(RetryError::NotFound)?;
    let at = position(&attachments, id).ok_or(RetryError::NotFound)?;
    let (media, Some(source)) = (&mut attachments.message.media[at], attachments.sources.get_mut(at)) else {
        return Err(RetryError::NotFailed);
    };
    if media.state != MediaState::Failed {
        return Err(RetryError::NotFailed);
    }
    (media.state, media.error, source.tries) = (MediaState::Pending, None, 0);
    let media = media.clone();
    let due = FetchWork::Due(ports.clock.now() + UNTAKEN_AFTER);
    if !ports.attachments.put_attachments(tenant, &attachments, due).await? {
        return Err(PortError::new(PortErrorKind::Conflict, "somebody else changed this message").into());
    }
    tracing::info!(tenant.id = %tenant, message.id = %message, media.id = %id, "a person asks for an attachment again");
    queue(ports, tenant, message).await;
    Ok(media)
}

/// Queues a stored message's attachments. If the queue cannot be reached, the sweep queues them within minutes.
pub async fn queue(ports: &Ports, tenant: &TenantId, message: &MessageId) {
    if let Err(error) = ports.media_queue.enqueue(&MediaTask::of(tenant, message)).await {
        tracing::warn!(tenant.id = %tenant, message.id = %message, %error, "queue refused stored attachments; the sweep will queue them");
    }
}
