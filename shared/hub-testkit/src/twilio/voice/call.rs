//! A call as the simulated Twilio keeps it: one leg, with everything that happened on it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One leg of a call: the one with the caller, or one that was dialed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// `CA` and 32 hex digits.
    pub sid: String,
    /// The account it belongs to.
    pub account_sid: String,
    /// The leg whose `<Dial>` made this one.
    pub parent_sid: Option<String>,
    /// E.164, or `client:` and an identity.
    pub from: String,
    /// E.164, or `client:` and an identity.
    pub to: String,
    /// What a client is told with the call.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Who called whom.
    pub direction: CallDirection,
    /// The current status, in Twilio's words.
    pub status: String,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it was answered, in the time of the call.
    pub answered_at: Option<Timestamp>,
    /// When it ended, in the time of the call.
    pub ended_at: Option<Timestamp>,
    /// Seconds from answer to end; 0 when it was not answered.
    pub duration: Option<u64>,
    /// What happened, in order.
    pub events: Vec<LegEvent>,
    /// What whoever is on this leg heard, in order.
    pub heard: Vec<Heard>,
    /// What Twilio's debugger would show, each with its code.
    pub problems: Vec<String>,
    /// Removed by DELETE.
    #[serde(default)]
    pub deleted: bool,
}

impl Call {
    /// True when no further status follows.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.ended_at.is_some()
    }

    /// True while it rings or is talked on.
    #[must_use]
    pub fn is_ringing(&self) -> bool {
        matches!(self.status.as_str(), "queued" | "initiated" | "ringing")
    }

    /// The number of ours and the one of the other side.
    #[must_use]
    pub fn other_side(&self) -> &str {
        if self.direction == CallDirection::Inbound { &self.from } else { &self.to }
    }

    /// True when a `<Say>` with these words, or a `<Play>` of this URL, was heard.
    #[must_use]
    pub fn has_heard(&self, words: &str) -> bool {
        self.heard.iter().any(|heard| heard.has(words))
    }
}

/// Who called whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallDirection {
    /// Somebody called one of our numbers (or a client called out through its application).
    Inbound,
    /// Made over REST.
    OutboundApi,
    /// Made by a `<Dial>`.
    OutboundDial,
}

impl CallDirection {
    /// Twilio's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::OutboundApi => "outbound-api",
            Self::OutboundDial => "outbound-dial",
        }
    }
}

/// Something that happened on a leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegEvent {
    /// Milliseconds since the call began.
    pub at_ms: u64,
    /// A status, or `bridged`, `unbridged`, `hung up`, `pressed 1`, `spoke`, `recording`, `recorded`.
    pub what: String,
}

/// Something that was heard on a leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Milliseconds since the call began.
    pub at_ms: u64,
    /// `Say`, `Play`, `Beep`, or `Voice`: somebody they talk to.
    pub verb: String,
    /// The words, the URL or the keys.
    pub what: String,
}

impl Heard {
    /// True for these words, or this URL.
    #[must_use]
    pub fn has(&self, words: &str) -> bool {
        self.verb != "Beep" && self.what.contains(words)
    }
}

/// A document of TwiML that a leg carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExecutedDocument {
    /// The leg.
    pub call_sid: String,
    /// Milliseconds since the call began.
    pub at_ms: u64,
    /// Where it came from; none for TwiML that was given over REST.
    pub url: Option<String>,
    /// The document.
    pub twiml: String,
    /// What is wrong with it, each with its code.
    pub problems: Vec<String>,
}

/// A verb that a leg carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExecutedVerb {
    /// The leg.
    pub call_sid: String,
    /// Milliseconds since the call began.
    pub at_ms: u64,
    /// Such as `Say`.
    pub name: String,
    /// As written.
    pub attributes: Vec<(String, String)>,
    /// The text in it.
    pub text: String,
}
