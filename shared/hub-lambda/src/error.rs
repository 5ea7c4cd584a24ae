//! Errors as callers see them: a status, a stable code and a plain sentence. The source goes to the log.

use hub_core::flows::send_message::SendError;
use hub_core::flows::sessions::SignInError;
use hub_core::ports::{PortError, PortErrorKind};

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
}

impl ApiError {
    /// An error of a status, with its code and sentence.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), source_text: None }
    }

    /// The request cannot be understood.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request", message)
    }

    /// There is no such thing, or it belongs to another tenant: the two are not told apart.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(404, "not_found", "Not found.")
    }

    /// A part of the deployment is not configured.
    #[must_use]
    pub fn not_configured(what: &str) -> Self {
        let mut error = Self::new(503, "unavailable", "This part of the hub is not configured.");
        error.source_text = Some(format!("{what} is not set"));
        error
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
        Self { source_text: Some(reason.to_owned()), ..Self::invalid_token() }
    }
}

impl From<PortError> for ApiError {
    fn from(error: PortError) -> Self {
        let mut answer = match error.kind {
            PortErrorKind::NotFound => Self::not_found(),
            PortErrorKind::Conflict => {
                Self::new(409, "conflict", "Somebody else changed this at the same time. Try again.")
            }
            PortErrorKind::Throttled | PortErrorKind::Unavailable | PortErrorKind::Ambiguous => {
                Self::new(503, "unavailable", "The hub can't do this right now. Try again.")
            }
            PortErrorKind::Rejected => Self::new(500, "internal", "Something went wrong on our side."),
        };
        answer.source_text = Some(error.to_string());
        answer
    }
}

impl From<SendError> for ApiError {
    fn from(error: SendError) -> Self {
        let message = error.to_string();
        match error {
            SendError::Recipient(_) => Self::new(400, "invalid_number", message),
            SendError::Refused(refusal) => {
                let status = if refusal == hub_core::preflight::Refusal::OptedOut { 403 } else { 400 };
                Self::new(status, refusal.code(), message)
            }
            SendError::UnknownSender => Self::new(400, "unknown_sender", message),
            SendError::KeyReused => Self::new(409, "idempotency_key_reused", message),
            SendError::Port(error) => error.into(),
        }
    }
}

impl From<SignInError> for ApiError {
    fn from(error: SignInError) -> Self {
        let message = error.to_string();
        match error {
            SignInError::WrongCredentials => Self::new(401, "invalid_credentials", message),
            SignInError::SessionEnded => Self::new(401, "invalid_token", message),
            SignInError::Port(error) => error.into(),
        }
    }
}
