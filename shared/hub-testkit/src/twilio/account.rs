//! What the simulated Twilio knows of its customers: accounts, keys, numbers, services.

use serde::{Deserialize, Serialize};

/// One Twilio account (or subaccount) with everything it owns.
#[derive(Clone)]
pub struct Account {
    /// `AC` and 32 hex digits.
    pub sid: String,
    /// The primary token; it signs the webhooks.
    pub auth_token: String,
    /// Further ways to authenticate.
    pub api_keys: Vec<ApiKey>,
    /// The numbers (or WhatsApp senders) the account may send from.
    pub numbers: Vec<Number>,
    /// Messaging Services.
    pub services: Vec<MessagingService>,
}

impl Account {
    /// An account that owns nothing yet.
    #[must_use]
    pub fn new(sid: impl Into<String>, auth_token: impl Into<String>) -> Self {
        Self { sid: sid.into(), auth_token: auth_token.into(), api_keys: vec![], numbers: vec![], services: vec![] }
    }

    /// Adds an API key.
    #[must_use]
    pub fn with_api_key(mut self, sid: impl Into<String>, secret: impl Into<String>) -> Self {
        self.api_keys.push(ApiKey { sid: sid.into(), secret: secret.into() });
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn with_number(mut self, number: Number) -> Self {
        self.numbers.push(number);
        self
    }

    /// Adds a Messaging Service.
    #[must_use]
    pub fn with_service(mut self, service: MessagingService) -> Self {
        self.services.push(service);
        self
    }

    pub(crate) fn number(&self, address: &str) -> Option<&Number> {
        self.numbers.iter().find(|n| n.address == address)
    }

    pub(crate) fn service(&self, sid: &str) -> Option<&MessagingService> {
        self.services.iter().find(|s| s.sid == sid)
    }

    pub(crate) fn service_of(&self, address: &str) -> Option<&MessagingService> {
        self.services.iter().find(|s| s.senders.iter().any(|a| a == address))
    }
}

/// An API key of an account.
#[derive(Clone)]
pub struct ApiKey {
    /// `SK` and 32 hex digits.
    pub sid: String,
    /// Its secret.
    pub secret: String,
}

/// A number of an account and its messaging configuration.
#[derive(Debug, Clone)]
pub struct Number {
    /// E.164, or `whatsapp:` and E.164.
    pub address: String,
    /// The name the handset page shows.
    pub label: Option<String>,
    /// Where inbound messages are posted; none: they are lost, as at Twilio.
    pub sms_url: Option<String>,
    /// Where they are posted when `sms_url` fails.
    pub sms_fallback_url: Option<String>,
    /// Who answers STOP, START and HELP.
    pub keywords: KeywordHandling,
}

impl Number {
    /// A number with Twilio's default keyword handling and no webhook.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            label: None,
            sms_url: None,
            sms_fallback_url: None,
            keywords: KeywordHandling::Default,
        }
    }

    /// Sets the inbound webhook.
    #[must_use]
    pub fn with_sms_url(mut self, url: impl Into<String>) -> Self {
        self.sms_url = Some(url.into());
        self
    }

    /// Sets the inbound fallback webhook.
    #[must_use]
    pub fn with_sms_fallback_url(mut self, url: impl Into<String>) -> Self {
        self.sms_fallback_url = Some(url.into());
        self
    }

    /// Sets the name on the handset page.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets who answers the keywords.
    #[must_use]
    pub fn with_keywords(mut self, keywords: KeywordHandling) -> Self {
        self.keywords = keywords;
        self
    }
}

/// Who answers STOP, START and HELP on a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeywordHandling {
    /// Twilio blocks and replies (long codes, toll-free).
    Default,
    /// Advanced Opt-Out: as the default, and the webhook carries `OptOutType`.
    Advanced,
    /// Nobody at Twilio (standalone short codes, WhatsApp).
    Off,
}

/// A Messaging Service: a pool of senders.
#[derive(Debug, Clone)]
pub struct MessagingService {
    /// `MG` and 32 hex digits.
    pub sid: String,
    /// Addresses of the pool; the first one sends.
    pub senders: Vec<String>,
    /// Takes the inbound messages of the pool's numbers when set.
    pub inbound_request_url: Option<String>,
}
