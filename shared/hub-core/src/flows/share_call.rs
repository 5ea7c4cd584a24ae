//! Letting somebody outside of the team hear and read a call for a day, by a mailed link.

use jiff::{SignedDuration, Timestamp};

use crate::audit::{Action, Doer, Entry};
use crate::call::share::{Opening, SHARE_LIFETIME, Share, ShareState, coarse_agent};
use crate::call::{Call, RecordingSource};
use crate::flows::Ports;
use crate::flows::calls::show_recording;
use crate::flows::show_media::{ShortUrl, ShowError};
use crate::flows::sign_up::checked_email;
use crate::ids::{CallId, ShareId, TenantId, UserId};
use crate::message::Direction;
use crate::ports::{Allowance, Attempt, Mail, PortError, PortResult};
use crate::settings::FieldError;

/// Mails with a share that a person sends.
const MAILS: Allowance = Allowance { free: 20, pause_max: SignedDuration::from_mins(10) };
/// Links that somebody at one address opens, known or not.
const LOOKS: Allowance = Allowance { free: 60, pause_max: SignedDuration::from_mins(1) };
/// Openings of one share, each of which is noted.
const OPENINGS: Allowance = Allowance { free: 60, pause_max: SignedDuration::from_mins(10) };
/// A call has so many open shares at most.
const SHARES_MAX: usize = 20;
/// A link that has ended is known for so long, to say so.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Why a call was not shared, or is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// There is no such call, share or link.
    #[error("Not found.")]
    NotFound,
    /// There is neither a recording nor a transcript.
    #[error("This call has no recording and no transcript to share.")]
    NothingToShare,
    /// The address cannot be so.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// Too many are open.
    #[error("This call is shared with too many people. End some of the shares first.")]
    TooManyOpen,
    /// Too many tries.
    #[error("Too many tries. Wait before you try again.")]
    TooMany(SignedDuration),
    /// The mail could not be sent, and the share is ended.
    #[error("The link could not be mailed. Try again.")]
    NotMailed(PortError),
    /// The share was revoked, or its time is over.
    #[error("This link has ended. Ask whoever sent it for a new one.")]
    Ended,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<ShowError> for ShareError {
    fn from(error: ShowError) -> Self {
        match error {
            ShowError::NotFound | ShowError::NotReady => Self::NotFound,
            ShowError::Port(error) => error.into(),
        }
    }
}

/// Mails a link to a call, which ends after a day.
///
/// # Errors
/// [`ShareError`].
pub async fn share_call(
    ports: &Ports,
    public_base_url: &str,
    tenant: &TenantId,
    (call, email): (&CallId, &str),
    (user, doer): (&UserId, &Doer),
) -> Result<Share, ShareError> {
    let record = ports.calls.call_record(tenant, call).await?.ok_or(ShareError::NotFound)?;
    let email = checked_email(email)?;
    if record.call.transcript().is_none() && record.call.sound().is_none() {
        return Err(ShareError::NothingToShare);
    }
    let now = ports.clock.now();
    let shares = ports.shares.shares(tenant, call).await?;
    if shares.iter().filter(|known| known.share.state(now) == ShareState::Open).count() >= SHARES_MAX {
        return Err(ShareError::TooManyOpen);
    }
    granted(ports, &format!("share calls {tenant} {user}"), MAILS).await?;
    let share = Share {
        id: ShareId::new(ports.ids.ulid(now)),
        call_id: call.clone(),
        email: email.clone(),
        shared_by: user.clone(),
        shared_by_name: doer.actor.name.clone(),
        created_at: now,
        ends_at: now + SHARE_LIFETIME,
        revoked_at: None,
        opened: 0,
    };
    let token = ports.ids.secret();
    let entry = Entry::new(ports, doer, Action::CallShared).on(&email).with("callId", call.as_str());
    let entry = entry.with("shareId", share.id.as_str());
    ports.shares.put_share(tenant, &share, (&token, share.ends_at + KNOWN_FOR), &entry).await?;
    let settings = ports.settings.settings(tenant).await?;
    let organization = settings.map(|settings| settings.name).unwrap_or_default();
    let what = if record.call.voicemail.is_some() { "a voicemail" } else { "a call" };
    let text = format!(
        "{} of {organization} shares {what} with you.\n\nHear or read it here within 24 hours:\n{public_base_url}/shared/{token}\n\nWhoever has this link can open it, so do not pass it on.\n",
        share.shared_by_name
    );
    let mail = Mail { to: email, subject: format!("{organization} shares {what} with you"), text };
    if let Err(error) = ports.mailer.send(&mail).await {
        revoke(ports, tenant, (call, &share.id), &Doer::hub()).await?;
        return Err(ShareError::NotMailed(error));
    }
    Ok(share)
}

/// Ends a share; `false` if there is none. To end one again changes nothing.
///
/// # Errors
/// The store's.
pub async fn revoke(
    ports: &Ports,
    tenant: &TenantId,
    (call, id): (&CallId, &ShareId),
    doer: &Doer,
) -> PortResult<bool> {
    let Some(share) = ports.shares.share(tenant, call, id).await? else { return Ok(false) };
    if share.revoked_at.is_none() {
        let entry = Entry::new(ports, doer, Action::CallShareRevoked).on(&share.email);
        let entry = entry.with("callId", call.as_str()).with("shareId", id.as_str());
        ports.shares.revoke_share(tenant, (call, id), ports.clock.now(), &entry).await?;
    }
    Ok(true)
}

/// What a share shows of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedCall {
    /// The organisation's name.
    pub organization: String,
    /// Its time zone.
    pub time_zone: String,
    /// What there is to hear.
    pub kind: RecordingSource,
    /// Who called.
    pub direction: Direction,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it was, or its message, in seconds.
    pub duration_seconds: Option<u64>,
    /// The last four figures of the customer's number.
    pub number_ending: Option<String>,
    /// Its words.
    pub transcript: Option<String>,
    /// Where it can be heard for some minutes.
    pub sound: Option<ShortUrl>,
    /// When the share ends.
    pub ends_at: Timestamp,
}

/// What the link with a token shows. The opening is noted.
///
/// # Errors
/// [`ShareError`].
pub async fn open_share(
    ports: &Ports,
    token: &str,
    (user_agent, from): (&str, &str),
) -> Result<SharedCall, ShareError> {
    granted(ports, &format!("open shares {from}"), LOOKS).await?;
    let now = ports.clock.now();
    let link = ports.shares.share_link(token, now).await?.ok_or(ShareError::NotFound)?;
    let (tenant, id) = (&link.tenant_id, &link.call_id);
    let share = ports.shares.share(tenant, id, &link.share_id).await?.ok_or(ShareError::NotFound)?;
    if share.state(now) != ShareState::Open {
        return Err(ShareError::Ended);
    }
    granted(ports, &format!("open share {tenant} {}", share.id), OPENINGS).await?;
    let call = ports.calls.call_record(tenant, id).await?.ok_or(ShareError::NotFound)?.call;
    let settings = ports.settings.settings(tenant).await?.ok_or(ShareError::NotFound)?;
    let sound = match call.sound() {
        Some(_) => Some(show_recording(ports, tenant, id, false).await?),
        None => None,
    };
    let opening = Opening { at: now, agent: coarse_agent(user_agent) };
    if !ports.shares.note_opening(&link, &ports.ids.ulid(now).to_string(), &opening).await? {
        return Err(ShareError::Ended);
    }
    tracing::info!(tenant.id = %tenant, call.id = %id, share.id = %share.id, "a shared call was opened");
    Ok(SharedCall {
        organization: settings.name,
        time_zone: settings.time_zone,
        kind: if call.voicemail.is_some() { RecordingSource::Voicemail } else { RecordingSource::Conversation },
        direction: call.direction,
        started_at: call.started_at,
        duration_seconds: length(&call),
        number_ending: ending(call.their_address.as_str()),
        transcript: call.transcript().map(str::to_owned),
        sound,
        ends_at: share.ends_at,
    })
}

fn length(call: &Call) -> Option<u64> {
    call.recording.as_ref().and_then(|recording| recording.duration_seconds).or(call.duration_seconds)
}

/// The last four figures of a phone number that has many more.
fn ending(number: &str) -> Option<String> {
    let digits = number.strip_prefix('+').filter(|digits| digits.len() >= 8)?;
    digits.get(digits.len() - 4..).map(str::to_owned)
}

async fn granted(ports: &Ports, name: &str, allowance: Allowance) -> Result<(), ShareError> {
    match ports.attempts.attempt(name, allowance, ports.clock.now()).await? {
        Attempt::Granted { .. } => Ok(()),
        Attempt::Refused { wait } => Err(ShareError::TooMany(wait)),
    }
}
