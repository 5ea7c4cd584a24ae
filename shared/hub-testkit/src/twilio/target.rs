//! Where a text to a number goes.

use super::account::Account;
use super::webhook::Endpoint;

/// Whom to tell of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) first: Endpoint,
    /// Asked when the first fails.
    pub(crate) fallback: Option<Endpoint>,
}

/// Why nobody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Its Messaging Service takes no texts: Twilio does not even log it.
    Dropped,
    /// The number has no webhook.
    NoUrl,
    /// The number hands its texts to an application, and the simulator has none.
    Application,
}

impl Lost {
    /// As Twilio's debugger would put it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Dropped => "the Messaging Service of the number drops what it receives",
            Self::NoUrl => "11200: the number has no SmsUrl; the message is lost",
            Self::Application => "11200: the number hands its texts to an application that is not here",
        }
    }
}

/// Whom to tell of a text to `address`, a number of the account.
///
/// # Source
/// Twilio's OpenAPI description: `inbound_request_url` ("when null, receiving inbound messages is disabled […] will not
/// be logged"), `use_inbound_webhook_on_number`, and `SmsApplicationSid`, which overrides the URLs.
pub(crate) fn target(account: &Account, address: &str) -> Result<Target, Lost> {
    if let Some(service) = account.service_of(address).filter(|s| !s.use_inbound_webhook_on_number) {
        let url = service.inbound_request_url.as_deref().unwrap_or_default();
        let first = Endpoint::new(url, &service.inbound_method).ok_or(Lost::Dropped)?;
        let fallback = Endpoint::new(service.fallback_url.as_deref().unwrap_or_default(), &service.fallback_method);
        return Ok(Target { first, fallback });
    }
    let settings = &account.number(address).ok_or(Lost::NoUrl)?.settings;
    if !settings.sms_application_sid.is_empty() {
        return Err(Lost::Application);
    }
    let first = Endpoint::new(&settings.sms_url, &settings.sms_method).ok_or(Lost::NoUrl)?;
    Ok(Target { first, fallback: Endpoint::new(&settings.sms_fallback_url, &settings.sms_fallback_method) })
}
