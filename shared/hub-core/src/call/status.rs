//! The carrier's words for where a call stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a call stands. A word that we do not know is kept as it came.
///
/// # Source
/// Twilio, Call resource: `queued`, `ringing`, `in-progress` and the five ends; status callbacks also say `initiated`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "String")]
#[schemars(with = "String")]
pub enum CallStatus {
    /// The carrier holds it.
    Queued,
    /// The carrier has begun to call.
    Initiated,
    /// A phone rings.
    Ringing,
    /// Somebody speaks.
    InProgress,
    /// It was taken and is over.
    Completed,
    /// The line was busy.
    Busy,
    /// Nobody took it.
    NoAnswer,
    /// The carrier could not connect it.
    Failed,
    /// It was given up before it was taken.
    Canceled,
    /// A carrier's word that this hub does not know.
    Other(String),
}

impl CallStatus {
    /// The word in JSON, in the table and at the carrier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Queued => "queued",
            Self::Initiated => "initiated",
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Other(word) => word,
        }
    }

    /// Whether nothing follows it.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Completed | Self::Busy | Self::NoAnswer | Self::Failed | Self::Canceled)
    }

    /// What it ranks at: a status is replaced only by one that ranks higher.
    #[must_use]
    pub fn rank(&self) -> u32 {
        match self {
            Self::Other(_) => 0,
            Self::Queued => 1,
            Self::Initiated => 2,
            Self::Ringing => 3,
            Self::InProgress => 4,
            Self::Completed | Self::Busy | Self::NoAnswer | Self::Failed | Self::Canceled => 5,
        }
    }
}

impl From<String> for CallStatus {
    /// `answered` is what status callbacks of a leg and the end of a `<Dial>` may say for a call that was taken.
    fn from(word: String) -> Self {
        match word.as_str() {
            "queued" => Self::Queued,
            "initiated" => Self::Initiated,
            "ringing" => Self::Ringing,
            "in-progress" | "answered" => Self::InProgress,
            "completed" => Self::Completed,
            "busy" => Self::Busy,
            "no-answer" => Self::NoAnswer,
            "failed" => Self::Failed,
            "canceled" => Self::Canceled,
            _ => Self::Other(word.chars().take(40).collect()),
        }
    }
}

impl From<CallStatus> for String {
    fn from(status: CallStatus) -> Self {
        status.as_str().to_owned()
    }
}
