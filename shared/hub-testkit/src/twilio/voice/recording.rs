//! Captured audio: a voicemail, or a call that was recorded.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::call::Heard;

/// Captured audio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// `RE` and 32 hex digits.
    pub sid: String,
    /// The account it belongs to.
    pub account_sid: String,
    /// The leg that was recorded; of a `<Dial>`, the parent.
    pub call_sid: String,
    /// The conference of which it is, if it is of a whole one.
    #[serde(default)]
    pub conference_sid: Option<String>,
    /// The other party: what a fault is armed for.
    pub customer: String,
    /// Twilio's word, such as `RecordVerb`.
    pub source: String,
    /// 1 or 2.
    pub channels: u8,
    /// `in-progress`, `completed`, `absent`.
    pub status: String,
    /// When it began, in the time of the call.
    pub started_at: Timestamp,
    /// The same, in milliseconds since the call began.
    pub started_ms: u64,
    /// Seconds; none while it goes on.
    pub duration: Option<u64>,
    /// What was said.
    pub text: String,
    /// What each leg in it had heard before the first sound was captured.
    pub heard_before: Vec<HeardBefore>,
    /// Removed by DELETE.
    #[serde(default)]
    pub deleted: bool,
}

impl Recording {
    /// True when every captured leg had heard these words (or this URL) before the first sound was captured.
    #[must_use]
    pub fn began_after(&self, words: &str) -> bool {
        self.heard_before.iter().all(|leg| leg.heard.iter().any(|heard| heard.has(words)))
    }
}

/// What a leg had heard when a capture began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeardBefore {
    /// The leg.
    pub call_sid: String,
    /// The other end of it.
    pub party: String,
    /// In order.
    pub heard: Vec<Heard>,
}
