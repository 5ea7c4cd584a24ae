//! A number of an account and where it hands what it receives.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};

use super::rest_error::RestError;

/// A number of an account and its configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// `PN` and 32 hex digits; a number that was not bought has the same one at every start.
    pub sid: String,
    /// E.164, or `whatsapp:` and E.164.
    pub address: String,
    /// The name the handset page shows.
    pub label: Option<String>,
    /// Who answers STOP, START and HELP.
    pub keywords: KeywordHandling,
    /// What the account set on it.
    pub settings: NumberSettings,
    /// When it came to the account; none before the account is registered.
    pub created_at: Option<Timestamp>,
    /// When its settings last changed.
    pub updated_at: Option<Timestamp>,
}

impl Number {
    /// A number with Twilio's default keyword handling and no webhook.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        let address = address.into();
        let settings = NumberSettings { friendly_name: national_format(&address), ..NumberSettings::default() };
        Self {
            sid: stable_sid(&address),
            address,
            label: None,
            keywords: KeywordHandling::Default,
            settings,
            created_at: None,
            updated_at: None,
        }
    }

    /// Sets the inbound webhook.
    #[must_use]
    pub fn with_sms_url(mut self, url: impl Into<String>) -> Self {
        self.settings.sms_url = url.into();
        self
    }

    /// Sets the inbound fallback webhook.
    #[must_use]
    pub fn with_sms_fallback_url(mut self, url: impl Into<String>) -> Self {
        self.settings.sms_fallback_url = url.into();
        self
    }

    /// Sets where calls are answered.
    #[must_use]
    pub fn with_voice_url(mut self, url: impl Into<String>) -> Self {
        self.settings.voice_url = url.into();
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

/// What an account can set on a number; an empty text is what is not set, a method is `GET` or `POST`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are Twilio's own, named as in its IncomingPhoneNumber resource")]
pub struct NumberSettings {
    pub friendly_name: String,
    pub sms_url: String,
    pub sms_method: String,
    pub sms_fallback_url: String,
    pub sms_fallback_method: String,
    pub sms_application_sid: String,
    pub voice_url: String,
    pub voice_method: String,
    pub voice_fallback_url: String,
    pub voice_fallback_method: String,
    pub voice_application_sid: String,
    pub status_callback: String,
    pub status_callback_method: String,
    pub trunk_sid: String,
}

impl Default for NumberSettings {
    fn default() -> Self {
        let (none, post) = (String::new, || "POST".to_owned());
        Self {
            friendly_name: none(),
            sms_url: none(),
            sms_method: post(),
            sms_fallback_url: none(),
            sms_fallback_method: post(),
            sms_application_sid: none(),
            voice_url: none(),
            voice_method: post(),
            voice_fallback_url: none(),
            voice_fallback_method: post(),
            voice_application_sid: none(),
            status_callback: none(),
            status_callback_method: post(),
            trunk_sid: none(),
        }
    }
}

impl NumberSettings {
    /// Sets what the parameters name (`SmsUrl` or `sms_url`); others are left alone.
    ///
    /// # Errors
    /// 400 with 21402 for a URL, 21403 for a method, as in Twilio's error dictionary.
    pub(crate) fn apply(&mut self, params: &[(String, String)]) -> Result<(), RestError> {
        for (name, value) in params {
            self.set(&snake_case(name), value)?;
        }
        Ok(())
    }

    /// True for the name of a setting in snake case.
    pub(crate) fn has(name: &str) -> bool {
        Self::default().field(name).is_some()
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), RestError> {
        let Some(field) = self.field(name) else {
            return Ok(());
        };
        if (name.ends_with("_url") || name == "status_callback") && !value.is_empty() && !is_url(value) {
            return Err(RestError::bad_request(21402, format!("{name} {value} is not a valid URL")));
        }
        if name.ends_with("_method") && !matches!(value, "GET" | "POST") {
            return Err(RestError::bad_request(21403, format!("{name} {value} is not GET or POST")));
        }
        value.clone_into(field);
        Ok(())
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "friendly_name" => &mut self.friendly_name,
            "sms_url" => &mut self.sms_url,
            "sms_method" => &mut self.sms_method,
            "sms_fallback_url" => &mut self.sms_fallback_url,
            "sms_fallback_method" => &mut self.sms_fallback_method,
            "sms_application_sid" => &mut self.sms_application_sid,
            "voice_url" => &mut self.voice_url,
            "voice_method" => &mut self.voice_method,
            "voice_fallback_url" => &mut self.voice_fallback_url,
            "voice_fallback_method" => &mut self.voice_fallback_method,
            "voice_application_sid" => &mut self.voice_application_sid,
            "status_callback" => &mut self.status_callback,
            "status_callback_method" => &mut self.status_callback_method,
            "trunk_sid" => &mut self.trunk_sid,
            _ => return None,
        })
    }
}

/// An absolute http(s) URL.
pub(crate) fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.and_then(|rest| rest.split(['/', '?', '#']).next()).is_some_and(|host| !host.is_empty())
}

/// `(201) 555-0123`, `01632 960123`; anything else as it is.
pub(crate) fn national_format(address: &str) -> String {
    let part = |range| address.get(range).unwrap_or_default();
    match address {
        us if us.starts_with("+1") && us.len() == 12 => format!("({}) {}-{}", part(2..5), part(5..8), part(8..12)),
        gb if gb.starts_with("+44") && gb.len() == 13 => format!("0{} {}", part(3..7), part(7..13)),
        other => other.to_owned(),
    }
}

fn stable_sid(address: &str) -> String {
    let digest = Sha1::digest(address.as_bytes());
    digest.iter().take(16).fold("PN".to_owned(), |sid, byte| format!("{sid}{byte:02x}"))
}

fn snake_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for (index, c) in name.chars().enumerate() {
        if c.is_ascii_uppercase() && index > 0 {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}
