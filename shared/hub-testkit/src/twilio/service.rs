//! A Messaging Service: a pool of senders, and where their texts go.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A Messaging Service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagingService {
    /// `MG` and 32 hex digits.
    pub sid: String,
    /// At most 64 characters.
    pub friendly_name: String,
    /// Addresses of the pool; the first one sends.
    pub senders: Vec<String>,
    /// Takes the inbound messages of the pool's numbers; none: they are dropped, unless the numbers' own webhooks count.
    pub inbound_request_url: Option<String>,
    /// `GET` or `POST`.
    pub inbound_method: String,
    /// Asked when `inbound_request_url` fails.
    pub fallback_url: Option<String>,
    /// `GET` or `POST`.
    pub fallback_method: String,
    /// Told of the messages that name no callback of their own.
    pub status_callback: Option<String>,
    /// The numbers' own `SmsUrl` counts instead of `inbound_request_url`.
    pub use_inbound_webhook_on_number: bool,
    /// When it was created; none before its account is registered.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

impl MessagingService {
    /// An empty pool that drops what it receives, as Twilio makes one.
    #[must_use]
    pub fn new(sid: impl Into<String>) -> Self {
        let sid = sid.into();
        Self {
            friendly_name: sid.clone(),
            sid,
            senders: vec![],
            inbound_request_url: None,
            inbound_method: "POST".to_owned(),
            fallback_url: None,
            fallback_method: "POST".to_owned(),
            status_callback: None,
            use_inbound_webhook_on_number: false,
            created_at: None,
            updated_at: None,
        }
    }

    /// Adds a sender to the pool.
    #[must_use]
    pub fn with_sender(mut self, address: impl Into<String>) -> Self {
        self.senders.push(address.into());
        self
    }

    /// Sets where inbound messages go.
    #[must_use]
    pub fn with_inbound_request_url(mut self, url: impl Into<String>) -> Self {
        self.inbound_request_url = Some(url.into());
        self
    }

    /// Lets the numbers' own webhooks count.
    #[must_use]
    pub fn with_webhooks_on_numbers(mut self) -> Self {
        self.use_inbound_webhook_on_number = true;
        self
    }

    pub(crate) fn has(&self, address: &str) -> bool {
        self.senders.iter().any(|sender| sender == address)
    }
}
