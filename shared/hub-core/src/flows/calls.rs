//! What the carrier reports on a call, and what the team makes of it.

use jiff::{SignedDuration, Timestamp};

use crate::address::Address;
use crate::call::recording::RecordingReport;
use crate::call::{
    Call, CallOutcome, CallStatus, LegReport, RecordingSource, RecordingState, Report, TranscriptState, VoicemailState,
};
use crate::conversation::LastMessage;
use crate::flows::Ports;
use crate::flows::answer_call::{Incoming, begin_call};
use crate::flows::auto_reply::answer_missed_call;
use crate::flows::contacts::busy;
use crate::flows::show_media::{ShortUrl, ShowError, URL_LIFETIME};
use crate::ids::{CallId, MediaId, TenantId};
use crate::media::{UNKNOWN_TYPE, extension};
use crate::message::{Direction, MessageStatus};
use crate::number::NumberId;
use crate::ports::{CallRecord, MediaSource, MediaTask, PortError, PortResult, Served, ThreadNews};

/// A write is tried so often while others change the call.
const RIVALS_MAX: usize = 12;
/// A call that rings, or that has begun, is asked about after this time without a word of the carrier.
pub(crate) const RINGS_FOR: SignedDuration = SignedDuration::from_mins(5);
const LASTS_FOR: SignedDuration = SignedDuration::from_mins(15);
/// A recording whose task was lost is queued again after this time.
pub(crate) const UNFETCHED_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// Lines that wait for a customer who is gone are ended after this time, unless they end by themselves.
const LEFT_OVER_AFTER: SignedDuration = SignedDuration::from_secs(10);
/// No call of the carrier lasts longer.
pub(crate) const LONGEST_CALL: SignedDuration = SignedDuration::from_hours(24);
/// A carrier that refuses us, or does not answer, is asked again after this time.
pub(crate) const ASKED_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// What the carrier has not said by then, it will not say.
pub(crate) const UNSAID_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// When the sweep should look after a call; `None` when nothing is outstanding.
#[must_use]
pub fn due(call: &Call, now: Timestamp) -> Option<Timestamp> {
    if !call.is_over() {
        let is_taken = call.status == CallStatus::InProgress;
        return Some(now + if is_taken { LASTS_FOR } else { RINGS_FOR });
    }
    if !call.left_over().is_empty() {
        return Some(now + LEFT_OVER_AFTER);
    }
    match call.recording.as_ref().map(|recording| recording.state) {
        Some(RecordingState::Processing) => return Some(now + UNFETCHED_AFTER),
        Some(RecordingState::Pending) => return Some(now + UNSAID_AFTER),
        _ => {}
    }
    if call.awaits_deletion() {
        return Some(now + UNFETCHED_AFTER);
    }
    let awaits_words =
        call.voicemail.as_ref().is_some_and(|voicemail| voicemail.transcript.state == TranscriptState::Pending);
    awaits_words.then(|| now + UNSAID_AFTER)
}

/// Lets a worker look after a call again once the carrier may answer.
///
/// # Errors
/// The store's.
pub(crate) async fn put_off(ports: &Ports, tenant: &TenantId, id: &CallId) -> PortResult<()> {
    ports.calls.postpone_call(tenant, id, ports.clock.now() + ASKED_AGAIN_AFTER).await
}

/// Changes a call, again and again while others do, with the row of its thread. `None` if there is no such call.
///
/// A change that leaves the call as it is writes nothing.
///
/// # Errors
/// The store's.
pub async fn change_call(
    ports: &Ports,
    tenant: &TenantId,
    id: &CallId,
    change: impl Fn(&mut CallRecord) + Send + Sync,
) -> PortResult<Option<Call>> {
    Ok(change_and_tell(ports, tenant, id, change).await?.map(|(call, ())| call))
}

/// The same, with what the change that counted tells.
///
/// # Errors
/// The store's.
pub(crate) async fn change_and_tell<T: Send>(
    ports: &Ports,
    tenant: &TenantId,
    id: &CallId,
    change: impl Fn(&mut CallRecord) -> T + Send + Sync,
) -> PortResult<Option<(Call, T)>> {
    for _ in 0..RIVALS_MAX {
        let Some(before) = ports.calls.call_record(tenant, id).await? else { return Ok(None) };
        let mut next = before.clone();
        let told = change(&mut next);
        if next == before {
            return Ok(Some((before.call, told)));
        }
        let now = ports.clock.now();
        if next.due == before.due {
            next.due = due(&next.call, now);
        }
        next.call.version += 1;
        let news = news(&before.call, &next.call, now);
        if ports.calls.put_call(tenant, &next, news.as_ref()).await? {
            return Ok(Some((next.call, told)));
        }
    }
    Err(busy())
}

/// What a change of a call makes of the row of its thread.
fn news(before: &Call, after: &Call, now: Timestamp) -> Option<ThreadNews> {
    let wants = |call: &Call| call.direction == Direction::Inbound && call.outcome.is_some_and(|o| o.wants_attention());
    let is_unread = wants(after) && !wants(before);
    (is_unread || before.outcome != after.outcome).then(|| ThreadNews { last: last_message(after, now), is_unread })
}

/// A call as the newest thing of its thread.
#[must_use]
pub fn last_message(call: &Call, at: Timestamp) -> LastMessage {
    let status = match call.direction {
        Direction::Inbound => MessageStatus::Received,
        Direction::Outbound => MessageStatus::Sent,
    };
    LastMessage { preview: call.in_words(), direction: call.direction, status, at }
}

/// A report of the carrier on a call or on a leg of one.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The carrier's id of what is reported on.
    pub sid: String,
    /// The carrier's id of the call that it is a leg of.
    pub parent_sid: Option<String>,
    /// Who calls.
    pub from: Option<Address>,
    /// Who is called, as the carrier writes it.
    pub to: Option<String>,
    /// Whether a customer called.
    pub is_inbound: bool,
    /// What it says.
    pub report: Report,
}

/// Applies a report to its call, which `id` names where the report came to an address of its own. A call of a customer
/// of which nothing is stored becomes known by it.
///
/// The report that ends a call which nobody took is answered by a text, where the organisation has one for that. A
/// process that dies between the two leaves the text out: none is better than two.
///
/// # Errors
/// The store's; then the report changed nothing.
pub async fn report_call(
    ports: &Ports,
    tenant: &TenantId,
    id: Option<CallId>,
    reported: &Reported,
) -> PortResult<Option<Call>> {
    let known = match id {
        Some(id) => Some(id),
        None => known(ports, tenant, reported).await?,
    };
    let Some(id) = known else {
        let (Some(from), Some(to), true) = (&reported.from, &reported.to, reported.is_inbound) else { return Ok(None) };
        let incoming = Incoming { sid: reported.sid.clone(), from: from.clone(), to: Address::from_carrier(to) };
        let call = begin_call(ports, tenant, &incoming, |_| {}).await?;
        return apply(ports, tenant, &call.id, reported).await;
    };
    apply(ports, tenant, &id, reported).await
}

async fn apply(ports: &Ports, tenant: &TenantId, id: &CallId, reported: &Reported) -> PortResult<Option<Call>> {
    let now = ports.clock.now();
    let changed = change_and_tell(ports, tenant, id, |record| {
        let was_over = record.call.is_over();
        // The report of a call of ours may be faster than the answer to its request, or take its place.
        let is_bound = record.call.sid.is_none() && reported.parent_sid.is_none();
        if is_bound {
            record.call.sid = Some(reported.sid.clone());
        }
        if record.call.sid.as_deref() == Some(reported.sid.as_str()) {
            record.call.report(&reported.report, now);
        } else {
            let leg = LegReport {
                sid: reported.sid.clone(),
                to: reported.to.clone(),
                way: None,
                report: reported.report.clone(),
            };
            record.call.report_leg(tenant, &leg, now);
        }
        (was_over, is_bound)
    });
    let Some((call, (was_over, is_bound))) = changed.await? else { return Ok(None) };
    if is_bound {
        ports.calls.bind_call_sid(tenant, id, &reported.sid).await?;
    }
    let ends = call.is_over() && !was_over;
    if ends
        && call.outcome.is_some_and(CallOutcome::wants_attention)
        && let Err(error) = answer_missed_call(ports, tenant, &call).await
    {
        tracing::warn!(tenant.id = %tenant, call.id = %id, %error, "no automatic answer");
    }
    Ok(Some(call))
}

async fn known(ports: &Ports, tenant: &TenantId, reported: &Reported) -> PortResult<Option<CallId>> {
    if let Some(id) = ports.calls.call_by_sid(tenant, &reported.sid).await? {
        return Ok(Some(id));
    }
    match &reported.parent_sid {
        Some(parent) => ports.calls.call_by_sid(tenant, parent).await,
        None => Ok(None),
    }
}

/// A recording of which the carrier tells.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What it says.
    pub report: RecordingReport,
    /// Where the sound is.
    pub url: Option<String>,
}

/// Notes what the carrier says of a recording, and lets a worker fetch it. `None` if there is no such call.
///
/// # Errors
/// The store's.
pub async fn report_recording(
    ports: &Ports,
    tenant: &TenantId,
    id: &CallId,
    recorded: &Recorded,
) -> PortResult<Option<Call>> {
    let now = ports.clock.now();
    let media = MediaId::new(ports.ids.ulid(now));
    let is_voicemail = recorded.report.source == RecordingSource::Voicemail;
    let is_left = is_voicemail && recorded.report.state == RecordingState::Processing;
    let is_transcribed = is_left && transcribes(ports, tenant, id).await?;
    let call = change_call(ports, tenant, id, |record| {
        let is_wanted = record.call.record(&recorded.report, media.clone());
        if is_wanted {
            record.source = recorded.url.clone().map(|url| MediaSource { url, tries: 0 });
        }
        let is_its_own = |recording: &crate::call::Recording| recording.sid == recorded.report.sid;
        if is_left && record.call.recording.as_ref().is_some_and(is_its_own) {
            record.call.leave_voicemail(is_transcribed, now);
        }
    });
    let call = call.await?;
    if let Some(call) = call.as_ref().filter(|call| call.is_to_be_fetched())
        && let Err(error) = ports.media_queue.enqueue(&MediaTask::of_call(tenant, &call.id)).await
    {
        tracing::warn!(tenant.id = %tenant, call.id = %id, %error, "queue refused a recording; the sweep will queue it");
    }
    Ok(call)
}

impl Call {
    /// Whether a worker should fetch its recording.
    #[must_use]
    pub fn is_to_be_fetched(&self) -> bool {
        self.recording.as_ref().is_some_and(|recording| recording.state == RecordingState::Processing)
    }
}

/// Whether messages to the number that was called are written down.
async fn transcribes(ports: &Ports, tenant: &TenantId, id: &CallId) -> PortResult<bool> {
    let Some(record) = ports.calls.call_record(tenant, id).await? else { return Ok(false) };
    let number = ports.numbers.number(tenant, &NumberId::of(&record.call.our_number)).await?;
    Ok(number.is_some_and(|number| number.voice.voicemail.transcribe))
}

/// Notes the words of a voicemail, or that the carrier could not write them down. They may come before the recording.
///
/// # Errors
/// The store's.
pub async fn report_transcript(
    ports: &Ports,
    tenant: &TenantId,
    (id, recording_sid): (&CallId, &str),
    text: Option<&str>,
) -> PortResult<Option<Call>> {
    let now = ports.clock.now();
    let report = RecordingReport {
        source: RecordingSource::Voicemail,
        sid: recording_sid.to_owned(),
        state: RecordingState::Pending,
        duration_seconds: None,
    };
    let media = MediaId::new(ports.ids.ulid(now));
    let changed = change_call(ports, tenant, id, |record| {
        record.call.record(&report, media.clone());
        if record.call.recording.as_ref().is_some_and(|recording| recording.sid == recording_sid) {
            record.call.transcribe(text, now);
        }
    });
    changed.await
}

/// The calls that go on now, newest first.
///
/// # Errors
/// The store's.
pub async fn active_calls(ports: &Ports, tenant: &TenantId) -> PortResult<Vec<Call>> {
    ports.calls.active_calls(tenant, ports.clock.now() - LONGEST_CALL).await
}

/// Why a voicemail does not change.
#[derive(Debug, thiserror::Error)]
pub enum VoicemailError {
    /// There is no such voicemail.
    #[error("Not found.")]
    NotFound,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Notes whether the team has looked after a voicemail.
///
/// # Errors
/// [`VoicemailError`].
pub async fn change_voicemail(
    ports: &Ports,
    tenant: &TenantId,
    id: &CallId,
    state: VoicemailState,
) -> Result<Call, VoicemailError> {
    let changed = change_call(ports, tenant, id, |record| {
        if let Some(voicemail) = &mut record.call.voicemail {
            voicemail.state = state;
        }
    });
    let call = changed.await?.filter(|call| call.voicemail.is_some());
    call.ok_or(VoicemailError::NotFound)
}

/// A short-lived URL of a call's recording.
///
/// # Errors
/// [`ShowError`].
pub async fn show_recording(
    ports: &Ports,
    tenant: &TenantId,
    id: &CallId,
    as_file: bool,
) -> Result<ShortUrl, ShowError> {
    let record = ports.calls.call_record(tenant, id).await?.ok_or(ShowError::NotFound)?;
    let recording = record.call.recording.ok_or(ShowError::NotFound)?;
    let media = match (&recording.media_id, recording.state) {
        (Some(media), RecordingState::Completed) => media,
        (_, RecordingState::Removed) => return Err(ShowError::NotFound),
        _ => return Err(ShowError::NotReady),
    };
    let content_type = recording.content_type.as_deref().unwrap_or(UNKNOWN_TYPE);
    let what = match recording.source {
        RecordingSource::Conversation => "call",
        RecordingSource::Voicemail => "voicemail",
    };
    let day = record.call.started_at.strftime("%Y-%m-%d");
    let file_name = format!("{what}-{day}.{}", extension(content_type));
    let is_shown = content_type.starts_with("audio/") && !as_file;
    let served = Served { content_type, file_name: &file_name, is_shown };
    let url = ports.media.url(tenant, media, &served, URL_LIFETIME)?;
    Ok(ShortUrl { url, expires_at: ports.clock.now() + URL_LIFETIME })
}
