//! A TwiML application: where a call goes that a client makes, or that names the application.

/// A TwiML application of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Application {
    /// `AP` and 32 hex digits.
    pub sid: String,
    /// Asked for TwiML.
    pub voice_url: String,
    /// Asked when that fails.
    pub voice_fallback_url: String,
    /// Told of the end.
    pub status_callback: String,
}

impl Application {
    /// An application.
    #[must_use]
    pub fn new(sid: impl Into<String>, voice_url: impl Into<String>) -> Self {
        Self { sid: sid.into(), voice_url: voice_url.into(), ..Self::default() }
    }
}
