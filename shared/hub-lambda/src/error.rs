//! Errors as callers see them: a status, a stable code and a plain sentence. The source goes to the log.

mod flows;

use std::fmt::Display;

use jiff::SignedDuration;
use serde::Serialize;
use serde_json::{Map, Value};

/// An error answer.
#[derive(Debug, thiserror::Error)]
#[error("{status} {code}: {message}")]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The stable word that programs may rely on.
    pub code: &'static str,
    /// The sentence for a person.
    pub message: String,
    /// What really happened, for the log only.
    pub source_text: Option<String>,
    /// More fields of the answer, such as the newer state after a conflict.
    pub details: Map<String, Value>,
    /// When the request may come again.
    pub retry_after: Option<SignedDuration>,
}

impl ApiError {
    /// An error of a status, with its code and sentence.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), source_text: None, details: Map::new(), retry_after: None }
    }

    /// The request cannot be understood.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request", message)
    }

    /// The same error with one more field in its answer.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.details.insert(name.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }

    /// The same error with what really happened, for the log.
    #[must_use]
    pub fn because(mut self, reason: impl Display) -> Self {
        self.source_text = Some(reason.to_string());
        self
    }

    /// Somebody tries too often.
    #[must_use]
    pub fn too_many_attempts(wait: SignedDuration) -> Self {
        let mut error = Self::new(429, "too_many_attempts", "Too many tries. Wait before you try again.");
        error.retry_after = Some(wait);
        error
    }

    /// The hub itself failed; the log says how.
    pub fn internal(error: impl Display) -> Self {
        Self::new(500, "internal", "Something went wrong on our side.").because(error)
    }

    /// There is no such thing, or it belongs to another tenant: the two are not told apart.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(404, "not_found", "Not found.")
    }

    /// A part of the deployment is not configured.
    #[must_use]
    pub fn not_configured(what: &str) -> Self {
        let sentence = "This part of the hub is not configured.";
        Self::new(503, "unavailable", sentence).because(format_args!("{what} is not set"))
    }

    /// No `Authorization` header.
    #[must_use]
    pub fn authentication_required() -> Self {
        Self::new(401, "authentication_required", "Authentication required")
    }

    /// A token that is forged, expired or incomplete.
    #[must_use]
    pub fn invalid_token() -> Self {
        Self::new(401, "invalid_token", "Invalid token")
    }

    /// The same, with the reason for the log.
    #[must_use]
    pub fn refused_token(reason: &str) -> Self {
        Self::invalid_token().because(reason)
    }
}
