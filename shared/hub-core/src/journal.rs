//! The webhook journal: every verified request of a carrier, as it came and what became of it.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::carrier_account::Sealed;

/// Requests are kept so long.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The name under which the vault seals what was posted.
pub const POSTED: &str = "webhook";

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// What it asked for was done, or had been done before.
    Done,
    /// It could not be read, or asked for something that is not.
    Refused,
    /// The hub failed; the carrier may have tried again.
    Failed,
}

impl Outcome {
    /// Of an HTTP status.
    #[must_use]
    pub fn of(status: u16) -> Self {
        match status {
            ..400 => Self::Done,
            400..500 => Self::Refused,
            500.. => Self::Failed,
        }
    }
}

/// A verified request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Its id; later requests sort later.
    pub id: String,
    /// When it came.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The function that it was for.
    pub function: String,
    /// The path that was called.
    pub path: String,
    /// The carrier's id of the message or call that it is about.
    #[serde(default)]
    pub sid: Option<String>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was not done: a stable code.
    #[serde(default)]
    pub code: Option<String>,
}

/// A request with what was posted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptRequest {
    /// The request.
    #[serde(flatten)]
    pub request: Request,
    /// The form's fields in their order, sealed.
    pub sealed: Sealed,
}

/// Which requests are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JournalFilter {
    /// What became of them.
    pub outcome: Option<Outcome>,
    /// The function that they were for.
    pub function: Option<String>,
    /// About this message or call.
    pub sid: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

impl JournalFilter {
    /// Whether a request is wanted; the times are left to the store's key.
    #[must_use]
    pub fn wants(&self, request: &Request) -> bool {
        self.outcome.is_none_or(|outcome| outcome == request.outcome)
            && self.function.as_ref().is_none_or(|function| *function == request.function)
            && self.sid.as_ref().is_none_or(|sid| Some(sid) == request.sid.as_ref())
    }
}
