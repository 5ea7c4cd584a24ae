//! What every handler gets.

use std::sync::Arc;

use async_trait::async_trait;
use hub_core::carrier_account::CarrierAccount;
use hub_core::flows::Ports;
use hub_core::flows::fetch_media::MediaLimits;
use hub_core::ids::TenantId;
use hub_core::ports::{PortResult, Webhooks};
use hub_core::prices::PriceTable;

use crate::ApiError;
use crate::auth::Tokens;

/// What the deployment says. What is not set refuses where it is needed.
#[derive(Clone, Default)]
pub struct Settings {
    /// The origin that carriers call and sign, such as `https://hub.example.com`.
    pub public_base_url: Option<String>,
    /// The origin of the simulator that stands in for Twilio, which browsers that take calls must know of.
    pub simulated_carrier: Option<String>,
    /// Where browsers open their sockets, such as `wss://live.example.com`.
    pub live_url: Option<String>,
    /// The second way of texts to us, for the time when the first one fails: a function's own URL.
    pub sms_fallback_url: Option<String>,
    /// The second way of calls to us.
    pub voice_fallback_url: Option<String>,
    /// Whether anybody may make an organisation.
    pub is_sign_up_open: bool,
    /// Whether subaccounts are made for organisations that have no account.
    pub offers_subaccounts: bool,
    /// The operator's own account, under which they are made.
    pub master_account: Option<CarrierAccount>,
    /// What a text costs: the table that comes with the hub, or the operator's own.
    pub prices: PriceTable,
    /// Where browsers fetch attachments, such as a bucket's own address; the hub's own origin if absent.
    pub media_origin: Option<String>,
    /// The most bytes of a customer's attachment.
    pub media_limits: MediaLimits,
}

impl Settings {
    /// The origin that carriers and mailed links call.
    ///
    /// # Errors
    /// 503 without `PUBLIC_BASE_URL`.
    pub fn public_base_url(&self) -> Result<&str, ApiError> {
        self.public_base_url.as_deref().ok_or_else(|| ApiError::not_configured("PUBLIC_BASE_URL"))
    }

    /// What the webhook of a WhatsApp sender must be.
    ///
    /// # Errors
    /// 503 without `PUBLIC_BASE_URL`.
    pub fn whatsapp_webhook(&self) -> Result<String, ApiError> {
        Ok(format!("{}/webhooks/twilio/whatsapp", self.public_base_url()?))
    }

    /// What a number's webhooks must be.
    ///
    /// # Errors
    /// 503 if the deployment does not name all of them.
    pub fn webhooks(&self) -> Result<Webhooks, ApiError> {
        let base = self.public_base_url()?;
        let missing = |name: &'static str| move || ApiError::not_configured(name);
        Ok(Webhooks {
            sms_url: format!("{base}/webhooks/twilio/sms"),
            sms_fallback_url: self.sms_fallback_url.clone().ok_or_else(missing("SMS_FALLBACK_URL"))?,
            voice_url: format!("{base}/webhooks/twilio/voice"),
            voice_fallback_url: self.voice_fallback_url.clone().ok_or_else(missing("VOICE_FALLBACK_URL"))?,
            call_status_url: format!("{base}/webhooks/twilio/call-status"),
        })
    }
}

/// The ports, the settings and the session tokens of this process; cheap to clone.
#[derive(Clone)]
pub struct Hub {
    /// The ports.
    pub ports: Arc<Ports>,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Makes and reads session tokens; `None` in functions without `JWT_SECRET`.
    pub tokens: Option<Arc<Tokens>>,
    /// Makes ports that reach one tenant only; `None` where the function's own role is used for every tenant.
    pub scope: Option<Arc<dyn TenantScope>>,
}

/// Ports that reach one tenant's data and nobody else's.
#[async_trait]
pub trait TenantScope: Send + Sync {
    /// The ports for a tenant.
    ///
    /// # Errors
    /// `Unavailable` if the deployment gives none.
    async fn ports(&self, tenant: &TenantId) -> PortResult<Arc<Ports>>;
}

impl Hub {
    /// This hub for the requests of one tenant.
    ///
    /// # Errors
    /// 503 if the deployment gives no session for the tenant.
    pub async fn for_tenant(&self, tenant: &TenantId) -> Result<Self, ApiError> {
        match &self.scope {
            None => Ok(self.clone()),
            Some(scope) => Ok(Self { ports: scope.ports(tenant).await?, ..self.clone() }),
        }
    }
}
