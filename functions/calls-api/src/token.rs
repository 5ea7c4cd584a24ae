//! `POST /api/calls/token`: lets a person's browser take calls.

use hub_core::flows::browser_phone::browser_phone;
use hub_lambda::auth::Editor;
use hub_lambda::http::{CallerAddress, Shown};
use hub_lambda::twilio::access_token::{VoiceGrant, access_token};
use hub_lambda::{ApiError, Hub, Route};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

/// How long a browser may register with a token. It gets another one in time.
const LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// Behind the function `calls-token`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-token", handle)
}

/// What a browser registers with.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenReply {
    /// For Twilio's Voice SDK.
    token: String,
    /// The name by which the browser is rung.
    identity: String,
    /// When the token ends.
    #[schemars(with = "String")]
    expires_at: Timestamp,
    /// The origin of the simulator that stands in for Twilio; null with Twilio itself.
    simulated_at: Option<String>,
}

/// Makes a token of an hour with which the browser is rung, and cannot call out by itself.
///
/// # Errors
/// 409 `carrier_not_connected`, or `no_api_key` where the carrier makes none; 503 where the hub names no carrier.
pub async fn handle(hub: Hub, who: Editor, CallerAddress(from): CallerAddress) -> Result<Shown<TokenReply>, ApiError> {
    let phone = browser_phone(&hub.ports, who.tenant(), who.user(), &who.doer(&from)).await?;
    let now = hub.ports.clock.now();
    let signer = (phone.account_sid.as_str(), &phone.key);
    let token = access_token(signer, &phone.identity, &VoiceGrant::incoming(), (now, LIFETIME))?;
    let simulated_at = hub.settings.simulated_carrier.clone();
    Ok(Shown(TokenReply { token, identity: phone.identity, expires_at: now + LIFETIME, simulated_at }))
}
