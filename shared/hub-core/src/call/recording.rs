//! What was recorded of a call: the sound, and a voicemail with its transcript.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Call;
use crate::ids::MediaId;
use crate::redact::redact;

/// How much of a transcript is kept, in characters.
const TRANSCRIPT_MAX_CHARACTERS: usize = 10_000;

/// Where a recording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecordingState {
    /// The carrier records.
    Pending,
    /// The carrier has it, and the hub is fetching it.
    Processing,
    /// The hub has it.
    Completed,
    /// It could not be fetched.
    Failed,
    /// Nothing was recorded.
    Absent,
    /// The hub had it, and removed it when its time was over.
    Removed,
}

impl RecordingState {
    /// Whether there is a sound, or there will be.
    fn is_kept(self) -> bool {
        matches!(self, Self::Pending | Self::Processing | Self::Completed)
    }

    fn rank(self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::Processing => 1,
            Self::Completed | Self::Failed | Self::Absent => 2,
            Self::Removed => 3,
        }
    }
}

/// What becomes of the carrier's own copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CarrierCopy {
    /// The carrier keeps it.
    #[default]
    Kept,
    /// The hub has the sound, and the carrier is told to delete it.
    Deleting,
    /// It is gone.
    Deleted,
    /// The carrier does not delete it.
    Refused,
}

/// What is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecordingSource {
    /// Both sides of the call.
    Conversation,
    /// What the caller says after the beep.
    Voicemail,
}

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recording {
    /// What is recorded.
    pub source: RecordingSource,
    /// The carrier's id.
    pub sid: String,
    /// Where it stands.
    pub state: RecordingState,
    /// Under which name the hub keeps the sound.
    #[serde(default)]
    pub media_id: Option<MediaId>,
    /// Its type, once the hub has it.
    #[serde(default)]
    pub content_type: Option<String>,
    /// How long it is, in seconds.
    #[serde(default)]
    pub duration_seconds: Option<u64>,
    /// Why it failed, in a plain sentence.
    #[serde(default)]
    pub error: Option<String>,
    /// What becomes of the carrier's own copy.
    #[serde(default)]
    pub carrier_copy: CarrierCopy,
}

/// Whether the team has looked after a voicemail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VoicemailState {
    /// Nobody has heard it.
    #[default]
    New,
    /// Somebody has.
    Listened,
    /// It is done.
    Archived,
}

/// A message that a caller left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Voicemail {
    /// Whether the team has looked after it.
    pub state: VoicemailState,
    /// It in words.
    pub transcript: Transcript,
    /// When it was left.
    #[schemars(with = "String")]
    pub left_at: Timestamp,
}

/// Where a transcript stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TranscriptState {
    /// None was asked for.
    #[default]
    None,
    /// The carrier writes it.
    Pending,
    /// It is there.
    Ready,
    /// The carrier could not write it.
    Failed,
    /// There is nothing to write, or it never came.
    Unavailable,
    /// It was removed with its recording.
    Removed,
}

impl TranscriptState {
    /// Whether there are words, or there will be.
    fn is_kept(self) -> bool {
        matches!(self, Self::Pending | Self::Ready)
    }
}

/// A voicemail in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// Where it stands.
    pub state: TranscriptState,
    /// The words.
    #[serde(default)]
    pub text: Option<String>,
}

/// What the carrier says of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingReport {
    /// What is recorded.
    pub source: RecordingSource,
    /// The carrier's id.
    pub sid: String,
    /// Where it stands at the carrier.
    pub state: RecordingState,
    /// How long it is, in seconds.
    pub duration_seconds: Option<u64>,
}

impl Call {
    /// Applies a report on a recording. `true`: the hub should fetch it, under the name `media`.
    ///
    /// A call has one recording. A voicemail's takes the place of a conversation's, of which the carrier says that there
    /// was none: nobody took the call.
    pub fn record(&mut self, report: &RecordingReport, media: MediaId) -> bool {
        let present = self.recording.take().filter(|present| !takes_over(report, present));
        if let Some(present) = &present
            && present.sid != report.sid
        {
            self.recording = Some(present.clone());
            return false;
        }
        let before = present.as_ref().map(|present| present.state);
        let mut recording = present.unwrap_or_else(|| Recording {
            source: report.source,
            sid: report.sid.clone(),
            state: report.state,
            media_id: None,
            content_type: None,
            duration_seconds: None,
            error: None,
            carrier_copy: CarrierCopy::default(),
        });
        if recording.state.rank() < report.state.rank() {
            recording.state = report.state;
        }
        recording.duration_seconds = recording.duration_seconds.or(report.duration_seconds);
        let is_wanted = recording.state == RecordingState::Processing && before != Some(RecordingState::Processing);
        if is_wanted {
            recording.media_id = recording.media_id.or(Some(media));
        }
        self.recording = Some(recording);
        is_wanted
    }

    /// What became of the fetch of a recording, unless that is settled.
    pub fn settle_recording(&mut self, state: RecordingState, apply: impl FnOnce(&mut Recording)) {
        if let Some(recording) = self.recording.as_mut().filter(|recording| recording.state.rank() < state.rank()) {
            recording.state = state;
            apply(recording);
        }
    }

    /// Whether the carrier is to delete its copy now: not while it still writes the message down.
    #[must_use]
    pub fn awaits_deletion(&self) -> bool {
        let is_written_down =
            self.voicemail.as_ref().is_none_or(|voicemail| voicemail.transcript.state != TranscriptState::Pending);
        is_written_down
            && self.recording.as_ref().is_some_and(|recording| recording.carrier_copy == CarrierCopy::Deleting)
    }

    /// Whether there is something to hear or read of it, or there will be.
    #[must_use]
    pub fn has_keepsakes(&self) -> bool {
        self.recording.as_ref().is_some_and(|recording| recording.state.is_kept())
            || self.voicemail.as_ref().is_some_and(|voicemail| voicemail.transcript.state.is_kept())
    }

    /// Its words.
    #[must_use]
    pub fn transcript(&self) -> Option<&str> {
        self.voicemail.as_ref()?.transcript.text.as_deref()
    }

    /// Its recording, if the hub has the sound.
    #[must_use]
    pub fn sound(&self) -> Option<&Recording> {
        self.recording.as_ref().filter(|recording| recording.state == RecordingState::Completed)
    }

    /// Notes that nothing is to be heard or read of it any more.
    pub fn forget_keepsakes(&mut self) {
        // What failed or was never there stays told as that.
        if let Some(recording) = self.recording.as_mut().filter(|recording| recording.state.is_kept()) {
            recording.state = RecordingState::Removed;
            recording.media_id = None;
        }
        if let Some(voicemail) = self.voicemail.as_mut().filter(|voicemail| voicemail.transcript.state.is_kept()) {
            voicemail.transcript = Transcript { state: TranscriptState::Removed, text: None };
        }
    }

    /// The caller left a message. `is_transcribed`: the carrier was asked to write it down.
    pub fn leave_voicemail(&mut self, is_transcribed: bool, now: Timestamp) {
        let transcript = if is_transcribed { TranscriptState::Pending } else { TranscriptState::None };
        let voicemail = self.voicemail.get_or_insert_with(|| Voicemail {
            state: VoicemailState::New,
            transcript: Transcript::default(),
            left_at: now,
        });
        if voicemail.transcript.state == TranscriptState::None {
            voicemail.transcript.state = transcript;
        }
        self.conclude();
    }

    /// The carrier wrote a voicemail down, or could not. The first word counts, but for a text after a failure. What must
    /// not be kept of the text is taken out.
    pub fn transcribe(&mut self, text: Option<&str>, now: Timestamp) {
        self.leave_voicemail(true, now);
        let Some(voicemail) = &mut self.voicemail else { return };
        let transcript = &mut voicemail.transcript;
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        match text {
            _ if matches!(transcript.state, TranscriptState::Ready | TranscriptState::Removed) => {}
            Some(text) => {
                transcript.state = TranscriptState::Ready;
                transcript.text = Some(redact(&beginning(text)).chars().take(TRANSCRIPT_MAX_CHARACTERS).collect());
            }
            None => transcript.state = TranscriptState::Failed,
        }
    }
}

/// As much of a text as is read: a little more than is kept, so that no number is cut in two at the end.
fn beginning(text: &str) -> String {
    text.chars().take(TRANSCRIPT_MAX_CHARACTERS + 200).collect()
}

/// Whether a report is about another recording than the present one and counts more.
fn takes_over(report: &RecordingReport, present: &Recording) -> bool {
    let is_heard = report.state != RecordingState::Absent;
    report.sid != present.sid
        && is_heard
        && (present.state == RecordingState::Absent
            || (report.source == RecordingSource::Voicemail && present.source == RecordingSource::Conversation))
}
