//! What the hub manages at the carrier: accounts, numbers, Messaging Services.

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;

use super::CarrierSender;
use crate::address::Address;
use crate::carrier_account::{ApiKey, CarrierAccount};
use crate::number::Capabilities;
use crate::whatsapp::Template;

/// How a call to the carrier failed. The reasons are for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarrierFailure {
    /// It refuses every credential that we have.
    #[error("credentials refused")]
    Unauthorized,
    /// The account is suspended or closed.
    #[error("account not active")]
    NotActive,
    /// There is no such thing.
    #[error("not found")]
    NotFound,
    /// It refuses for good.
    #[error("refused with {code}: {reason}")]
    Refused {
        /// The carrier's error code.
        code: u64,
        /// Its wording.
        reason: String,
    },
    /// Nothing was done; later it may be.
    #[error("not now: {reason}")]
    NotNow {
        /// Why.
        reason: String,
    },
    /// Nobody knows whether it was done.
    #[error("answer lost: {reason}")]
    Ambiguous {
        /// Why.
        reason: String,
    },
}

/// The result of a call to the carrier.
pub type CarrierResult<T> = Result<T, CarrierFailure>;

/// Which numbers are looked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NumberSearch {
    /// ISO 3166 country.
    pub country: String,
    /// Local, toll-free or mobile.
    pub kind: NumberKind,
    /// A North American area code.
    pub area_code: Option<String>,
    /// A pattern of digits; `*` stands for any.
    pub contains: Option<String>,
    /// What it must be able to do.
    pub needs: Needs,
    /// At most so many.
    pub limit: u32,
}

/// What a number must be able to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is named for its channel")]
pub struct Needs {
    pub sms: bool,
    pub mms: bool,
    pub voice: bool,
}

/// The kind of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the variants are the field's own words")]
pub enum NumberKind {
    #[default]
    Local,
    TollFree,
    Mobile,
}

/// A number that can be bought.
#[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct AvailableNumber {
    /// In E.164.
    pub number: Address,
    /// Its town.
    pub locality: Option<String>,
    /// Its region, such as a US state.
    pub region: Option<String>,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// Where the carrier calls us for a number. Every method is POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhooks {
    /// Texts.
    pub sms_url: String,
    /// Texts when `sms_url` fails.
    pub sms_fallback_url: String,
    /// Calls.
    pub voice_url: String,
    /// Calls when `voice_url` fails.
    pub voice_fallback_url: String,
    /// The end of each call.
    pub call_status_url: String,
}

/// A number that the account owns, as the carrier has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CarrierNumber {
    /// `PN…`.
    pub sid: String,
    /// In E.164.
    pub number: String,
    /// What the account calls it.
    pub friendly_name: String,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Where texts go.
    pub sms_url: String,
    /// By which method.
    pub sms_method: String,
    /// Where texts go when that fails.
    pub sms_fallback_url: String,
    /// By which method.
    pub sms_fallback_method: String,
    /// Where calls go.
    pub voice_url: String,
    /// By which method.
    pub voice_method: String,
    /// Where calls go when that fails.
    pub voice_fallback_url: String,
    /// By which method.
    pub voice_fallback_method: String,
    /// Where the end of each call is told.
    pub status_callback: String,
    /// By which method.
    pub status_callback_method: String,
    /// An application that takes texts in place of `sms_url`.
    pub sms_application_sid: String,
    /// An application that takes calls in place of `voice_url`.
    pub voice_application_sid: String,
    /// A trunk that takes calls in place of `voice_url`.
    pub trunk_sid: String,
}

/// A Messaging Service of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagingService {
    /// `MG…`.
    pub sid: String,
    /// Whether texts go to the number's own URL and not to the service's.
    pub uses_number_webhooks: bool,
    /// Where texts go otherwise.
    pub inbound_url: Option<String>,
    /// The `PN…` of its numbers.
    pub number_sids: Vec<String>,
}

/// Accounts, numbers and Messaging Services at the carrier.
///
/// Each call tries the credentials of the account one after the other while they are refused.
#[async_trait]
pub trait Provisioning: Send + Sync {
    /// Whether the auth token opens the account, and the account is active.
    async fn check_account(&self, account_sid: &str, auth_token: &SecretString) -> CarrierResult<()>;
    /// Whether an API key opens the account.
    async fn check_api_key(&self, account_sid: &str, key: &ApiKey) -> CarrierResult<()>;
    /// Makes an API key of the account, once: no retry happens inside. Its secret is told this one time.
    async fn make_api_key(&self, account: &CarrierAccount, name: &str) -> CarrierResult<ApiKey>;
    /// A subaccount of this name under `master`: the one that exists, or a new one.
    async fn subaccount(&self, master: &CarrierAccount, name: &str) -> CarrierResult<CarrierAccount>;
    /// Numbers that can be bought.
    async fn available(&self, account: &CarrierAccount, search: &NumberSearch) -> CarrierResult<Vec<AvailableNumber>>;
    /// Every number of the account.
    async fn owned(&self, account: &CarrierAccount) -> CarrierResult<Vec<CarrierNumber>>;
    /// One number of the account.
    async fn owned_number(&self, account: &CarrierAccount, number: &Address) -> CarrierResult<Option<CarrierNumber>>;
    /// Buys a number, once: no retry happens inside.
    async fn buy(
        &self,
        account: &CarrierAccount,
        number: &Address,
        label: &str,
        webhooks: &Webhooks,
    ) -> CarrierResult<CarrierNumber>;
    /// Points a number's webhooks at us.
    async fn configure(&self, account: &CarrierAccount, sid: &str, webhooks: &Webhooks)
    -> CarrierResult<CarrierNumber>;
    /// Gives a number back. One that is gone already counts as given back.
    async fn release(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()>;
    /// The ids of every Messaging Service of the account.
    async fn service_sids(&self, account: &CarrierAccount) -> CarrierResult<Vec<String>>;
    /// Every Messaging Service of the account with its numbers: a call for each.
    async fn services(&self, account: &CarrierAccount) -> CarrierResult<Vec<MessagingService>>;
    /// Makes a service hand inbound texts to the numbers' own URLs.
    async fn use_number_webhooks(&self, account: &CarrierAccount, service_sid: &str) -> CarrierResult<()>;
    /// Every `WhatsApp` sender of the account.
    async fn whatsapp_senders(&self, account: &CarrierAccount) -> CarrierResult<Vec<CarrierSender>>;
    /// Points the webhook of a `WhatsApp` sender at us.
    async fn use_whatsapp_webhook(&self, account: &CarrierAccount, sid: &str, url: &str) -> CarrierResult<()>;
    /// Every template of the account, as of `now`.
    async fn whatsapp_templates(&self, account: &CarrierAccount, now: Timestamp) -> CarrierResult<Vec<Template>>;
}
