//! What the simulated Twilio knows of its customers: accounts and their keys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::content::Content;
use super::number::Number;
use super::service::MessagingService;
use super::voice::Application;

/// One Twilio account (or subaccount) with everything it owns.
///
/// As JSON (one line of the state file) it is the account alone; numbers and services have lines of their own.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// `AC` and 32 hex digits.
    pub sid: String,
    /// The primary token; it signs the webhooks.
    pub auth_token: String,
    /// Authenticates as the primary token does, but signs nothing until it is promoted.
    pub secondary_token: Option<String>,
    /// At most 64 characters.
    pub friendly_name: String,
    /// What it may do.
    pub status: AccountStatus,
    /// The main account whose subaccount this is; none for a main account.
    pub owner_sid: Option<String>,
    /// When it was created; none before it is registered.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// Further ways to authenticate.
    #[serde(skip)]
    pub api_keys: Vec<ApiKey>,
    /// The numbers (or WhatsApp senders) the account may send from.
    #[serde(skip)]
    pub numbers: Vec<Number>,
    /// Templates.
    #[serde(skip)]
    pub contents: Vec<Content>,
    /// Messaging Services.
    #[serde(skip)]
    pub services: Vec<MessagingService>,
    /// TwiML applications.
    #[serde(skip)]
    pub applications: Vec<Application>,
    /// Numbers of others that the account has verified as its caller ID.
    #[serde(skip)]
    pub caller_ids: Vec<String>,
}

impl Account {
    /// An active main account that owns nothing yet.
    #[must_use]
    pub fn new(sid: impl Into<String>, auth_token: impl Into<String>) -> Self {
        let sid = sid.into();
        Self {
            friendly_name: sid.clone(),
            sid,
            auth_token: auth_token.into(),
            secondary_token: None,
            status: AccountStatus::Active,
            owner_sid: None,
            created_at: None,
            updated_at: None,
            api_keys: vec![],
            numbers: vec![],
            contents: vec![],
            services: vec![],
            applications: vec![],
            caller_ids: vec![],
        }
    }

    /// Makes it a subaccount.
    #[must_use]
    pub fn with_owner(mut self, sid: impl Into<String>) -> Self {
        self.owner_sid = Some(sid.into());
        self
    }

    /// Sets the name.
    #[must_use]
    pub fn with_friendly_name(mut self, name: impl Into<String>) -> Self {
        self.friendly_name = name.into();
        self
    }

    /// Adds a Standard API key: everything but accounts, keys and tokens.
    #[must_use]
    pub fn with_api_key(mut self, sid: impl Into<String>, secret: impl Into<String>) -> Self {
        self.api_keys.push(ApiKey::new(sid, secret));
        self
    }

    /// Adds a Main API key, which may also manage accounts.
    #[must_use]
    pub fn with_main_api_key(mut self, sid: impl Into<String>, secret: impl Into<String>) -> Self {
        self.api_keys.push(ApiKey { is_main: true, ..ApiKey::new(sid, secret) });
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn with_number(mut self, number: Number) -> Self {
        self.numbers.push(number);
        self
    }

    /// Adds a template.
    #[must_use]
    pub fn with_content(mut self, content: Content) -> Self {
        self.contents.push(content);
        self
    }

    /// Adds a Messaging Service.
    #[must_use]
    pub fn with_service(mut self, service: MessagingService) -> Self {
        self.services.push(service);
        self
    }

    /// Adds a TwiML application.
    #[must_use]
    pub fn with_application(mut self, application: Application) -> Self {
        self.applications.push(application);
        self
    }

    /// Adds a verified caller ID.
    #[must_use]
    pub fn with_caller_id(mut self, number: impl Into<String>) -> Self {
        self.caller_ids.push(number.into());
        self
    }

    /// The number of that address.
    #[must_use]
    pub fn number(&self, address: &str) -> Option<&Number> {
        self.numbers.iter().find(|n| n.address == address)
    }

    /// The Messaging Service of that SID.
    #[must_use]
    pub fn service(&self, sid: &str) -> Option<&MessagingService> {
        self.services.iter().find(|s| s.sid == sid)
    }

    /// The Messaging Service whose pool holds the address.
    #[must_use]
    pub fn service_of(&self, address: &str) -> Option<&MessagingService> {
        self.services.iter().find(|s| s.has(address))
    }

    /// Gives what has no date yet the date of its registration.
    pub(crate) fn stamp(&mut self, now: Timestamp) {
        let numbers = self.numbers.iter_mut().map(|n| (&mut n.created_at, &mut n.updated_at));
        let services = self.services.iter_mut().map(|s| (&mut s.created_at, &mut s.updated_at));
        let keys = self.api_keys.iter_mut().map(|k| (&mut k.created_at, &mut k.updated_at));
        let own = std::iter::once((&mut self.created_at, &mut self.updated_at));
        for (created, updated) in own.chain(numbers).chain(services).chain(keys) {
            let since = *created.get_or_insert(now);
            updated.get_or_insert(since);
        }
    }
}

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// Everything.
    Active,
    /// Nothing until it is active again; it keeps its numbers.
    Suspended,
    /// Nothing ever again; its numbers are gone.
    Closed,
}

impl AccountStatus {
    /// Twilio's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }

    pub(crate) fn read(word: &str) -> Option<Self> {
        [Self::Active, Self::Suspended, Self::Closed].into_iter().find(|status| status.as_str() == word)
    }
}

/// An API key of an account.
#[derive(Clone, Serialize, Deserialize)]
pub struct ApiKey {
    /// `SK` and 32 hex digits.
    pub sid: String,
    /// Its secret.
    pub secret: String,
    /// A Main key manages accounts too; a Standard key does not.
    pub is_main: bool,
    /// At most 64 characters.
    pub friendly_name: String,
    /// When it was made; none before its account is registered.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

impl ApiKey {
    /// A Standard key.
    #[must_use]
    pub fn new(sid: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            sid: sid.into(),
            secret: secret.into(),
            is_main: false,
            friendly_name: String::new(),
            created_at: None,
            updated_at: None,
        }
    }
}
