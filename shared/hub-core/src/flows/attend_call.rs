//! The worker does for a call what nobody else does: it fetches its recording, and asks the carrier about a call of which
//! no end was reported.

use jiff::Timestamp;

use crate::call::{Call, CallStatus, LegReport, Recording, RecordingState, Report, TranscriptState};
use crate::carrier_account::{CarrierAccount, CarrierStatus};
use crate::flows::Ports;
use crate::flows::calls::{
    ASKED_AGAIN_AFTER, LONGEST_CALL, RINGS_FOR, UNFETCHED_AFTER, UNSAID_AFTER, change_call, due, put_off,
};
use crate::flows::credentials::carrier_account;
use crate::flows::deliver_message::Delivery;
use crate::flows::fetch_media::{OUTAGE_TRIES_MAX, TRIES_MAX, UNREACHED, pause};
use crate::flows::initiate_call::LOOKED_FOR_AFTER;
use crate::flows::keep_recordings::{delete_at_carrier, release, remove_over_age};
use crate::ids::{CallId, MediaId, TenantId};
use crate::media::{UNKNOWN_TYPE, extension, proven_type};
use crate::ports::{
    CallRecord, CarrierCall, CarrierFailure, Fetched, MediaSource, PortError, PortResult, Sound, Transcribed,
};

/// The most bytes of a recording: as MP3 of both sides, more than two hours.
pub const RECORDING_MAX_BYTES: u64 = 64 * 1024 * 1024;

const NOT_THERE: &str = "The carrier did not have this recording.";
const TOO_LARGE: &str = "The recording is larger than 64 MB.";
const FOREIGN: &str = "The recording's address is not the carrier's, so it was not opened.";
const REFUSED: &str = "The carrier does not hand this recording over.";
const NO_ACCOUNT: &str = "No carrier account is connected.";

/// Does what is outstanding of a call.
///
/// A carrier whose credentials are refused keeps what it has: the call stays under the sweep's eye until the repair.
///
/// # Errors
/// The store's, the bucket's or the vault's; the task should come again.
pub async fn attend_call(ports: &Ports, tenant: &TenantId, id: &CallId) -> PortResult<Delivery> {
    let Some(record) = ports.calls.call_record(tenant, id).await? else { return Ok(Delivery::Done) };
    if remove_over_age(ports, tenant, &record).await? {
        return Ok(Delivery::Done);
    }
    let account = carrier_account(ports, tenant).await?;
    let (is_stopped, account) = match account {
        Some((connection, account)) => (connection.status == CarrierStatus::Stopped, Some(account)),
        None => (false, None),
    };
    if is_stopped {
        put_off(ports, tenant, id).await?;
        return Ok(Delivery::Done);
    }
    if !record.call.is_over() && is_silent(&record.call, ports.clock.now()) {
        ask(ports, tenant, &record.call, account.as_ref()).await?;
    }
    if let Some(account) = &account {
        end_the_left_over(ports, tenant, account, &record.call).await?;
    }
    if record.call.is_to_be_fetched() {
        let delivery = fetch(ports, tenant, &record, account.as_ref()).await?;
        if delivery != Delivery::Done {
            return Ok(delivery);
        }
    }
    let Some(record) = ports.calls.call_record(tenant, id).await? else { return Ok(Delivery::Done) };
    let Some(call) = write_down(ports, tenant, record.call).await? else { return Ok(Delivery::Done) };
    if call.awaits_deletion() {
        delete_at_carrier(ports, tenant, &call, account.as_ref()).await?;
    } else {
        forget_the_unsaid(ports, tenant, &call).await?;
    }
    Ok(Delivery::Done)
}

/// Ends the lines of the team that wait for a customer who is gone.
async fn end_the_left_over(ports: &Ports, tenant: &TenantId, account: &CarrierAccount, call: &Call) -> PortResult<()> {
    let now = ports.clock.now();
    for sid in call.left_over() {
        if let Err(failure) = ports.telephony.end_call(account, &sid).await {
            tracing::warn!(tenant.id = %tenant, call.id = %call.id, %failure, "a line of a call that is over was not ended");
            return put_off(ports, tenant, &call.id).await;
        }
        let report = Report::of(CallStatus::Completed);
        let leg = LegReport { sid, to: None, way: None, report };
        change_call(ports, tenant, &call.id, |record| record.call.report_leg(tenant, &leg, now)).await?;
    }
    Ok(())
}

/// Whether nothing was heard of a call for so long that the carrier may have forgotten to tell.
fn is_silent(call: &Call, now: Timestamp) -> bool {
    // Of a call of ours without a SID nobody knows whether the carrier makes it.
    let patience = if call.sid.is_none() { LOOKED_FOR_AFTER } else { RINGS_FOR };
    now.duration_since(call.answered_at.unwrap_or(call.started_at)) >= patience
}

/// Asks the carrier where a call stands.
async fn ask(ports: &Ports, tenant: &TenantId, call: &Call, account: Option<&CarrierAccount>) -> PortResult<()> {
    let now = ports.clock.now();
    let is_impossible = now.duration_since(call.started_at) > LONGEST_CALL;
    let answer = match (account, call.sid.as_deref()) {
        (Some(account), Some(sid)) => ports.telephony.call(account, sid).await,
        (Some(account), None) => find(ports, tenant, account, call).await,
        (None, _) => Err(CarrierFailure::NotFound),
    };
    let report = match answer {
        Ok(known) if known.status.is_final() => {
            Report { duration_seconds: known.duration_seconds, ..Report::of(known.status) }
        }
        Err(CarrierFailure::NotFound | CarrierFailure::Refused { .. }) => Report::of(CallStatus::Failed),
        _ if is_impossible => Report::of(CallStatus::Failed),
        Ok(known) => {
            change_call(ports, tenant, &call.id, |record| record.call.report(&Report::of(known.status.clone()), now))
                .await?;
            let next = due(call, now).unwrap_or(now + ASKED_AGAIN_AFTER);
            return ports.calls.postpone_call(tenant, &call.id, next).await;
        }
        Err(failure) => {
            tracing::warn!(tenant.id = %tenant, call.id = %call.id, %failure, "carrier does not tell of a call");
            return put_off(ports, tenant, &call.id).await;
        }
    };
    tracing::info!(tenant.id = %tenant, call.id = %call.id, status = report.status.as_str(), "a call's end was not reported; it is closed");
    change_call(ports, tenant, &call.id, |record| record.call.report(&report, now)).await?;
    Ok(())
}

/// Looks for a call of ours of which the carrier's answer was lost, and notes its SID.
async fn find(
    ports: &Ports,
    tenant: &TenantId,
    account: &CarrierAccount,
    call: &Call,
) -> Result<CarrierCall, CarrierFailure> {
    let Some(rung) = call.rang.first() else { return Err(CarrierFailure::NotFound) };
    let to = rung.on_carrier_api(tenant);
    let later = |error: PortError| CarrierFailure::NotNow { reason: error.to_string() };
    for found in ports.telephony.calls_since(account, (&to, call.our_number.as_str()), call.started_at).await? {
        // The same phone may have been rung for another customer, too.
        if !ports.calls.bind_call_sid(tenant, &call.id, &found.sid).await.map_err(later)? {
            continue;
        }
        let bound = change_call(ports, tenant, &call.id, |record| {
            record.call.sid.get_or_insert_with(|| found.sid.clone());
        });
        bound.await.map_err(later)?;
        return Ok(found);
    }
    Err(CarrierFailure::NotFound)
}

enum Outcome {
    Ready { content_type: String },
    NotYet { error: &'static str, tries_max: u64 },
    Failed(&'static str),
    Later,
}

/// Fetches a recording and keeps its bytes.
async fn fetch(
    ports: &Ports,
    tenant: &TenantId,
    record: &CallRecord,
    account: Option<&CarrierAccount>,
) -> PortResult<Delivery> {
    let Some(recording) = &record.call.recording else { return Ok(Delivery::Done) };
    let outcome = match (account, &record.source, &recording.media_id) {
        (None, ..) => Outcome::Failed(NO_ACCOUNT),
        (Some(account), Some(source), Some(media)) => look(ports, tenant, account, (source, media)).await?,
        _ => Outcome::Failed(NOT_THERE),
    };
    let (id, sid) = (&record.call.id, recording.sid.as_str());
    let tries = record.source.as_ref().map_or(TRIES_MAX, |source| source.tries + 1);
    let failed = |error: &'static str| {
        move |recording: &mut Recording| {
            recording.error = Some(error.to_owned());
        }
    };
    let now = ports.clock.now();
    let is_its_own = |record: &CallRecord| record.call.recording.as_ref().is_some_and(|known| known.sid == sid);
    let settings = ports.settings.settings(tenant).await?;
    let changed = change_call(ports, tenant, id, |record| {
        if !is_its_own(record) {
            return;
        }
        match &outcome {
            Outcome::Ready { content_type } => {
                record.call.settle_recording(RecordingState::Completed, |recording| {
                    recording.content_type = Some(content_type.clone());
                });
                settings.iter().for_each(|settings| release(settings, &mut record.call));
            }
            Outcome::Failed(error) => record.call.settle_recording(RecordingState::Failed, failed(error)),
            Outcome::NotYet { error, tries_max } if tries >= *tries_max => {
                record.call.settle_recording(RecordingState::Failed, failed(error));
            }
            Outcome::NotYet { .. } => {
                if let Some(source) = &mut record.source {
                    source.tries = tries;
                }
                record.due = Some(now + pause(tries) + UNFETCHED_AFTER);
            }
            Outcome::Later => record.due = Some(now + ASKED_AGAIN_AFTER),
        }
    });
    if let Some(call) = changed.await? {
        delete_at_carrier(ports, tenant, &call, account).await?;
    }
    let comes_again = matches!(outcome, Outcome::NotYet { tries_max, .. } if tries < tries_max);
    Ok(if comes_again { Delivery::Retry(pause(tries)) } else { Delivery::Done })
}

async fn look(
    ports: &Ports,
    tenant: &TenantId,
    account: &CarrierAccount,
    (source, media): (&MediaSource, &MediaId),
) -> PortResult<Outcome> {
    Ok(match ports.carrier_media.fetch(account, &source.url, RECORDING_MAX_BYTES).await {
        Fetched::Bytes(bytes) => {
            let content_type = sound_type(&bytes);
            ports.media.keep(tenant, media, &content_type, bytes).await?;
            Outcome::Ready { content_type }
        }
        Fetched::NotYet { reason } => {
            tracing::warn!(tenant.id = %tenant, media.id = %media, reason, "recording is not there yet");
            Outcome::NotYet { error: NOT_THERE, tries_max: TRIES_MAX }
        }
        Fetched::NotNow { reason } => {
            tracing::warn!(tenant.id = %tenant, media.id = %media, reason, "carrier does not hand a recording over now");
            Outcome::NotYet { error: UNREACHED, tries_max: OUTAGE_TRIES_MAX }
        }
        Fetched::Unauthorized => Outcome::Later,
        Fetched::TooLarge => Outcome::Failed(TOO_LARGE),
        Fetched::ForeignHost => {
            tracing::error!(tenant.id = %tenant, media.id = %media, "recording leads to a foreign host; it was not asked");
            Outcome::Failed(FOREIGN)
        }
        Fetched::Refused { .. } => Outcome::Failed(REFUSED),
    })
}

/// Lets the hub's own service write a voicemail down, where there is one. The call as it is then; `None` if it
/// is gone.
async fn write_down(ports: &Ports, tenant: &TenantId, call: Call) -> PortResult<Option<Call>> {
    let awaits = call.voicemail.as_ref().is_some_and(|left| left.transcript.state == TranscriptState::Pending);
    let recording = call.recording.as_ref().filter(|recording| recording.state == RecordingState::Completed);
    let Some(recording) = recording.filter(|_| awaits && ports.transcriber.is_there()) else { return Ok(Some(call)) };
    let Some(media) = &recording.media_id else { return Ok(Some(call)) };
    let bytes = match ports.media.kept(tenant, media, RECORDING_MAX_BYTES).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(Some(call)),
        Err(error) => {
            tracing::warn!(tenant.id = %tenant, call.id = %call.id, %error, "a recording cannot be read now");
            put_off(ports, tenant, &call.id).await?;
            return Ok(Some(call));
        }
    };
    let content_type = recording.content_type.clone().unwrap_or_else(|| UNKNOWN_TYPE.to_owned());
    let file_name = format!("voicemail.{}", extension(&content_type));
    let now = ports.clock.now();
    let words = match ports.transcriber.transcribe(Sound { bytes, content_type, file_name }).await {
        Transcribed::Words(words) => Some(words),
        Transcribed::NotNow { reason } => {
            tracing::warn!(tenant.id = %tenant, call.id = %call.id, reason, "a voicemail is written down later");
            put_off(ports, tenant, &call.id).await?;
            return Ok(Some(call));
        }
        Transcribed::Refused { reason } => {
            tracing::warn!(tenant.id = %tenant, call.id = %call.id, reason, "a voicemail cannot be written down");
            None
        }
    };
    let nothing_said = words.as_ref().is_some_and(|words| words.trim().is_empty());
    change_call(ports, tenant, &call.id, |record| {
        record.call.transcribe(words.as_deref(), now);
        if nothing_said && let Some(voicemail) = &mut record.call.voicemail {
            voicemail.transcript.state = TranscriptState::Unavailable;
        }
    })
    .await
}

/// The type that the first bytes bear out, of the two that the carrier has.
fn sound_type(bytes: &[u8]) -> String {
    let is_wave = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE");
    // A frame without a tag before it: eleven bits that are set.
    let is_bare_mp3 = matches!(bytes, [0xFF, second, ..] if second & 0xE0 == 0xE0);
    if is_wave {
        return "audio/wav".to_owned();
    }
    if is_bare_mp3 { "audio/mpeg".to_owned() } else { proven_type("audio/mpeg", bytes) }
}

/// What the carrier should have said long ago will not come.
async fn forget_the_unsaid(ports: &Ports, tenant: &TenantId, call: &Call) -> PortResult<()> {
    let now = ports.clock.now();
    let is_late = |since| now.duration_since(since) >= UNSAID_AFTER;
    let Some(ended) = call.ended_at.filter(|ended| is_late(*ended)) else { return Ok(()) };
    tracing::debug!(tenant.id = %tenant, call.id = %call.id, %ended, "the carrier says no more of a call");
    change_call(ports, tenant, &call.id, |record| {
        if record.call.recording.as_ref().is_some_and(|recording| recording.state == RecordingState::Pending) {
            record.call.settle_recording(RecordingState::Failed, |recording| {
                recording.error = Some(NOT_THERE.to_owned());
            });
        }
        if let Some(voicemail) = &mut record.call.voicemail
            && voicemail.transcript.state == TranscriptState::Pending
        {
            voicemail.transcript.state = TranscriptState::Unavailable;
        }
        // Only now does nobody read the carrier's copy any more.
        record.due = record.call.awaits_deletion().then_some(now);
    })
    .await?;
    Ok(())
}
