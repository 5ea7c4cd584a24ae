//! What was asked of the simulator and what it posted: the evidence a test looks at.

use jiff::Timestamp;
use serde::Serialize;

/// One REST request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// When it came.
    pub at: Timestamp,
    /// HTTP method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Form or query parameters in the order received, decoded once.
    pub params: Vec<(String, String)>,
    /// What became of it.
    pub outcome: RequestOutcome,
}

impl RequestRecord {
    /// The first value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        first(&self.params, name)
    }

    /// True for a request to create a message, whatever became of it.
    #[must_use]
    pub fn is_create(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/Messages.json")
    }

    /// True for a request to make a call, whatever became of it.
    #[must_use]
    pub fn is_call(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/Calls.json")
    }
}

/// What became of a REST request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestOutcome {
    /// It was answered.
    Answered {
        /// HTTP status.
        status: u16,
        /// Twilio's error code, when it was refused.
        code: Option<u32>,
    },
    /// Accepted, then left without an answer until the client gave up.
    AcceptedThenHung,
    /// Accepted, then the connection was closed.
    AcceptedThenCut,
    /// The connection was closed and nothing was accepted.
    Refused,
}

/// One attempt to post a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookRecord {
    /// When the attempt ended.
    pub at: Timestamp,
    /// What it was about.
    pub kind: WebhookKind,
    /// The message, or the leg of a call.
    pub message_sid: String,
    /// The configured URL.
    pub url: String,
    /// `GET` or `POST`.
    pub method: String,
    /// The fields in order: the form of a POST, added to the query of a GET.
    pub params: Vec<(String, String)>,
    /// `I-Twilio-Idempotency-Token`: equal on every attempt of one event.
    pub idempotency_token: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// What became of it.
    pub outcome: WebhookOutcome,
}

impl WebhookRecord {
    /// The first value of a posted field.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        first(&self.params, name)
    }
}

/// What a webhook is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookKind {
    /// A status callback of an outbound message.
    Status,
    /// An inbound message.
    Inbound,
    /// A request for TwiML.
    Call,
    /// A status callback of a call.
    CallStatus,
    /// A recording callback.
    Recording,
    /// A transcript.
    Transcription,
    /// A status callback of a conference.
    Conference,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookOutcome {
    /// The hub answered with this HTTP status.
    Answered(u16),
    /// No answer: the reason in words.
    Failed(String),
}

pub(crate) fn first<'a>(params: &'a [(String, String)], name: &str) -> Option<&'a str> {
    params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}
