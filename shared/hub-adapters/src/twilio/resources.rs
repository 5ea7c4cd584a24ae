//! The shapes of accounts, numbers and Messaging Services on the wire.
//!
//! # Source
//! Twilio's OpenAPI description (2026-04) of `Accounts`, `IncomingPhoneNumbers`, `AvailablePhoneNumbers` and of
//! `messaging/v1 Services`.

use hub_core::address::Address;
use hub_core::number::Capabilities;
use hub_core::ports::{AvailableNumber, CarrierNumber, NumberKind, NumberSearch, Webhooks};
use serde::{Deserialize, Deserializer};

/// An absent text, a null and an empty one are the same.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[derive(Deserialize)]
pub struct Account {
    pub sid: String,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub auth_token: Option<String>,
    #[serde(default)]
    pub friendly_name: String,
}

/// An API key that was just made.
#[derive(Deserialize)]
pub struct Key {
    pub sid: String,
    pub secret: String,
}

#[derive(Deserialize)]
pub struct Accounts {
    pub accounts: Vec<Account>,
}

/// Available numbers spell the channels in capitals, owned ones in small letters.
#[derive(Deserialize, Default, Clone, Copy)]
pub struct Abilities {
    #[serde(default, alias = "SMS")]
    sms: bool,
    #[serde(default, alias = "MMS")]
    mms: bool,
    #[serde(default)]
    voice: bool,
}

impl From<Abilities> for Capabilities {
    fn from(abilities: Abilities) -> Self {
        Self { sms: abilities.sms, mms: abilities.mms, voice: abilities.voice }
    }
}

#[derive(Deserialize)]
pub struct Available {
    phone_number: String,
    #[serde(default)]
    locality: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    capabilities: Abilities,
}

impl From<Available> for AvailableNumber {
    fn from(number: Available) -> Self {
        Self {
            number: Address::from_carrier(&number.phone_number),
            locality: number.locality.filter(|text| !text.is_empty()),
            region: number.region.filter(|text| !text.is_empty()),
            capabilities: number.capabilities.into(),
        }
    }
}

#[derive(Deserialize)]
pub struct AvailableList {
    pub available_phone_numbers: Vec<Available>,
}

#[derive(Deserialize)]
pub struct Owned {
    sid: String,
    phone_number: String,
    #[serde(default, deserialize_with = "text")]
    friendly_name: String,
    #[serde(default)]
    capabilities: Abilities,
    #[serde(default, deserialize_with = "text")]
    sms_url: String,
    #[serde(default, deserialize_with = "text")]
    sms_method: String,
    #[serde(default, deserialize_with = "text")]
    sms_fallback_url: String,
    #[serde(default, deserialize_with = "text")]
    sms_fallback_method: String,
    #[serde(default, deserialize_with = "text")]
    voice_url: String,
    #[serde(default, deserialize_with = "text")]
    voice_method: String,
    #[serde(default, deserialize_with = "text")]
    voice_fallback_url: String,
    #[serde(default, deserialize_with = "text")]
    voice_fallback_method: String,
    #[serde(default, deserialize_with = "text")]
    status_callback: String,
    #[serde(default, deserialize_with = "text")]
    status_callback_method: String,
    #[serde(default, deserialize_with = "text")]
    sms_application_sid: String,
    #[serde(default, deserialize_with = "text")]
    voice_application_sid: String,
    #[serde(default, deserialize_with = "text")]
    trunk_sid: String,
}

impl From<Owned> for CarrierNumber {
    fn from(owned: Owned) -> Self {
        Self {
            sid: owned.sid,
            number: owned.phone_number,
            friendly_name: owned.friendly_name,
            capabilities: owned.capabilities.into(),
            sms_url: owned.sms_url,
            sms_method: owned.sms_method,
            sms_fallback_url: owned.sms_fallback_url,
            sms_fallback_method: owned.sms_fallback_method,
            voice_url: owned.voice_url,
            voice_method: owned.voice_method,
            voice_fallback_url: owned.voice_fallback_url,
            voice_fallback_method: owned.voice_fallback_method,
            status_callback: owned.status_callback,
            status_callback_method: owned.status_callback_method,
            sms_application_sid: owned.sms_application_sid,
            voice_application_sid: owned.voice_application_sid,
            trunk_sid: owned.trunk_sid,
        }
    }
}

#[derive(Deserialize)]
pub struct OwnedList {
    pub incoming_phone_numbers: Vec<Owned>,
    /// The path of the next page, under the API's own origin.
    #[serde(default)]
    pub next_page_uri: Option<String>,
}

#[derive(Deserialize)]
pub struct Service {
    pub sid: String,
    #[serde(default)]
    pub use_inbound_webhook_on_number: bool,
    #[serde(default)]
    pub inbound_request_url: Option<String>,
}

#[derive(Deserialize, Default)]
pub struct Meta {
    #[serde(default)]
    pub next_page_url: Option<String>,
}

#[derive(Deserialize)]
pub struct ServiceList {
    pub services: Vec<Service>,
    #[serde(default)]
    pub meta: Meta,
}

#[derive(Deserialize)]
pub struct ServiceNumber {
    pub sid: String,
}

#[derive(Deserialize)]
pub struct ServiceNumberList {
    pub phone_numbers: Vec<ServiceNumber>,
    #[serde(default)]
    pub meta: Meta,
}

/// The form that points a number's webhooks at us. Empty texts end what would stand before them.
pub fn webhooks(webhooks: &Webhooks) -> Vec<(&'static str, String)> {
    let post = || "POST".to_owned();
    vec![
        ("SmsUrl", webhooks.sms_url.clone()),
        ("SmsMethod", post()),
        ("SmsFallbackUrl", webhooks.sms_fallback_url.clone()),
        ("SmsFallbackMethod", post()),
        ("SmsApplicationSid", String::new()),
        ("VoiceUrl", webhooks.voice_url.clone()),
        ("VoiceMethod", post()),
        ("VoiceFallbackUrl", webhooks.voice_fallback_url.clone()),
        ("VoiceFallbackMethod", post()),
        ("StatusCallback", webhooks.call_status_url.clone()),
        ("StatusCallbackMethod", post()),
        ("VoiceApplicationSid", String::new()),
        ("TrunkSid", String::new()),
    ]
}

/// The query of a search.
pub fn search(search: &NumberSearch) -> Vec<(&'static str, String)> {
    let mut query = vec![("PageSize", search.limit.to_string())];
    query.extend(search.area_code.clone().map(|code| ("AreaCode", code)));
    query.extend(search.contains.clone().map(|pattern| ("Contains", pattern)));
    let needs =
        [("SmsEnabled", search.needs.sms), ("MmsEnabled", search.needs.mms), ("VoiceEnabled", search.needs.voice)];
    query.extend(needs.into_iter().filter(|(_, needed)| *needed).map(|(name, _)| (name, "true".to_owned())));
    query
}

/// The resource of a kind of number.
pub fn kind(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Local => "Local",
        NumberKind::TollFree => "TollFree",
        NumberKind::Mobile => "Mobile",
    }
}
