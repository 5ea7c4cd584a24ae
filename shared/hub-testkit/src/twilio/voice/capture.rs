//! Captures audio and tells of it.

use std::time::Duration;

use super::super::record::WebhookKind;
use super::super::webhook::{Endpoint, Webhook};
use super::call::Call;
use super::callbacks::{self, CallbackPlan};
use super::line::Line;
use super::params;
use super::recording::{HeardBefore, Recording};

/// Twilio transcribes what is longer than this, in seconds.
const TRANSCRIPT_MIN_SECONDS: u64 = 2;
/// And no longer than this.
const TRANSCRIPT_MAX_SECONDS: u64 = 120;

/// Audio that is being captured, or will be.
#[derive(Debug, Clone)]
pub(crate) struct OpenCapture {
    /// Of the recording; empty before it began.
    pub(crate) sid: String,
    pub(crate) source: &'static str,
    pub(crate) channels: u8,
    pub(crate) plan: Option<CallbackPlan>,
    pub(crate) began: Duration,
    /// The conference all of which is captured.
    pub(crate) conference: Option<String>,
}

impl OpenCapture {
    pub(crate) fn new(source: &'static str, channels: u8, plan: Option<CallbackPlan>) -> Self {
        Self { sid: String::new(), source, channels, plan, began: Duration::ZERO, conference: None }
    }
}

/// Begins to capture what is on these legs; the first one owns the recording. Tells of it before the call goes on.
pub(crate) async fn begin(line: &Line, legs: &[&str], capture: OpenCapture) -> OpenCapture {
    let (capture, told) = open(line, legs, capture);
    if let (Some(hook), Some(owner)) = (told, legs.first()) {
        callbacks::deliver(line, owner, hook).await;
    }
    capture
}

/// Begins to capture, and leaves it to the caller to tell of it.
pub(crate) fn open(line: &Line, legs: &[&str], capture: OpenCapture) -> (OpenCapture, Option<Webhook>) {
    let calls: Vec<Call> = legs.iter().filter_map(|sid| line.call(sid)).collect();
    let Some(owner) = calls.first() else { return (capture, None) };
    let sid = line.state.fresh_sid("RE");
    let recording = Recording {
        sid: sid.clone(),
        account_sid: line.account_sid.clone(),
        call_sid: owner.sid.clone(),
        conference_sid: capture.conference.clone(),
        customer: owner.other_side().to_owned(),
        source: capture.source.to_owned(),
        channels: capture.channels,
        status: "in-progress".to_owned(),
        started_at: line.at(),
        started_ms: line.at_ms(),
        duration: None,
        text: String::new(),
        heard_before: calls
            .iter()
            .map(|leg| HeardBefore {
                call_sid: leg.sid.clone(),
                party: leg.other_side().to_owned(),
                heard: leg.heard.clone(),
            })
            .collect(),
        deleted: false,
    };
    line.note(&owner.sid, "recording");
    line.state.edit(|ledger| ledger.voice.add_recording(recording.clone()));
    let capture = OpenCapture { sid, began: line.timeline.now(), ..capture };
    let told = hook(line, &capture, &recording);
    (capture, told)
}

/// A further leg comes into a capture: from now on, or it has been in it since before it heard anything.
pub(crate) fn joins(line: &Line, recording: &str, leg: &str, since_before: bool) {
    let Some(call) = line.call(leg) else { return };
    let party = call.other_side().to_owned();
    let heard = if since_before { vec![] } else { call.heard };
    let before = HeardBefore { call_sid: call.sid, party, heard };
    line.state
        .edit(|ledger| ledger.voice.recording_mut(recording).map(|recording| recording.heard_before.push(before)));
}

/// A further leg comes into all that is captured on a leg.
pub(crate) fn joins_all(line: &Line, sid: &str, leg: &str) {
    let open = line.state.edit(|ledger| ledger.voice.teller(sid).captures.clone());
    open.iter().for_each(|capture| joins_once(line, &capture.sid, leg));
}

/// A further leg comes into a capture from now on, unless it is in it.
pub(crate) fn joins_once(line: &Line, recording: &str, leg: &str) {
    let known = line.state.recording(recording);
    if known.is_some_and(|recording| recording.heard_before.iter().all(|before| before.call_sid != leg)) {
        joins(line, recording, leg, false);
    }
}

/// Ends a capture: the recording as it is now, and the callback that tells of it.
pub(crate) fn end(
    line: &Line,
    capture: &OpenCapture,
    length: Duration,
    text: &str,
) -> (Option<Recording>, Vec<Webhook>) {
    let seconds = length.as_secs();
    let ended = line.state.edit(|ledger| {
        let recording = ledger.voice.recording_mut(&capture.sid)?;
        recording.status = if seconds == 0 { "absent" } else { "completed" }.to_owned();
        recording.duration = Some(seconds).filter(|seconds| *seconds > 0);
        text.clone_into(&mut recording.text);
        Some(recording.clone())
    });
    let Some(recording) = ended else { return (None, vec![]) };
    line.note(&recording.call_sid, "recorded");
    line.state.keep_recording(&recording.sid);
    let told = hook(line, capture, &recording).into_iter().collect();
    (Some(recording), told)
}

/// Begins what was asked for with the call, now that it is answered.
pub(crate) async fn begin_wanted(line: &Line, sid: &str) {
    let Some(wanted) = line.state.edit(|ledger| ledger.voice.teller(sid).wanted.take()) else { return };
    let capture = begin(line, &[sid], wanted).await;
    line.state.edit(|ledger| ledger.voice.teller(sid).captures.push(capture));
}

/// Ends what goes on as long as the leg.
pub(crate) fn end_all(line: &Line, sid: &str) {
    let open = line.state.edit(|ledger| std::mem::take(&mut ledger.voice.teller(sid).captures));
    for capture in open {
        let length = line.timeline.now().saturating_sub(capture.began);
        let (_, hooks) = end(line, &capture, length, "");
        callbacks::deliver_later(line, sid, hooks);
    }
}

fn hook(line: &Line, capture: &OpenCapture, recording: &Recording) -> Option<Webhook> {
    let plan = capture.plan.as_ref().filter(|plan| plan.events.contains(&recording.status))?;
    let params = params::of_recording(recording, &line.state.recording_url(recording));
    Some(callbacks::hook(line, &recording.call_sid, WebhookKind::Recording, &plan.endpoint, params))
}

/// The callback with the transcript.
///
/// # Source
/// `contracts/twilio.md` §3, transcription callback; Twilio's `<Record>`: more than 2 seconds and at most 2 minutes.
pub(crate) fn transcript(line: &Line, recording: &Recording, to: &Endpoint) -> Option<Webhook> {
    let call = line.call(&recording.call_sid)?;
    let seconds = recording.duration.unwrap_or_default();
    let is_possible =
        seconds > TRANSCRIPT_MIN_SECONDS && seconds <= TRANSCRIPT_MAX_SECONDS && !recording.text.is_empty();
    let sid = line.state.fresh_sid("TR");
    let origin = line.state.origin();
    let url = format!("{origin}/2010-04-01/Accounts/{}/Transcriptions/{sid}", recording.account_sid);
    let mut params = params::standard(&call);
    let fields = [
        ("TranscriptionSid", sid),
        ("TranscriptionText", if is_possible { recording.text.clone() } else { String::new() }),
        ("TranscriptionStatus", if is_possible { "completed" } else { "failed" }.to_owned()),
        ("TranscriptionType", "fast".to_owned()),
        ("TranscriptionUrl", url),
        ("RecordingSid", recording.sid.clone()),
        ("RecordingUrl", line.state.recording_url(recording)),
    ];
    params.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Some(callbacks::hook(line, &recording.call_sid, WebhookKind::Transcription, to, params))
}
