//! Twilio's REST errors: `{code, message, more_info, status}`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::wire::error_message;

/// A refusal in Twilio's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RestError {
    pub(crate) status: StatusCode,
    pub(crate) code: u32,
    pub(crate) message: String,
}

impl RestError {
    pub(crate) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(crate) fn bad_request(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 20003, "Authenticate")
    }

    pub(crate) fn not_active() -> Self {
        Self::new(StatusCode::FORBIDDEN, 20005, "Account not active")
    }

    pub(crate) fn not_found(path: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, 20404, format!("The requested resource {path} was not found"))
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed")
    }

    pub(crate) fn too_many_requests() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests")
    }

    pub(crate) fn server_error() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, 20500, "Internal Server Error")
    }

    /// The state file cannot be written, so nothing was done.
    pub(crate) fn not_kept(error: &std::io::Error) -> Self {
        tracing::error!(%error, "the simulator's state file cannot be written; nothing is changed");
        Self::server_error()
    }

    pub(crate) fn opted_out() -> Self {
        Self::bad_request(21610, "Attempt to send to unsubscribed recipient")
    }

    /// A refusal with any code. Those about the account come as 403.
    pub(crate) fn refused(code: u32) -> Self {
        let status = if matches!(code, 20005 | 30002) { StatusCode::FORBIDDEN } else { StatusCode::BAD_REQUEST };
        Self::new(status, code, error_message(code))
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        })
    }
}
