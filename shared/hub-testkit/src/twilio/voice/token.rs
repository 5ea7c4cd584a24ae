//! Checks the access tokens that the hub signs for browsers that call.
//!
//! # Source
//! `contracts/twilio.md` §3, access token: HS256 under the secret of an API key, `cty` `twilio-fpa;v=1`, at most 24 hours.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::Value;
use sha2::Sha256;

use super::super::state::SimulatorState;

const LIFE_MAX_SECONDS: i64 = 24 * 60 * 60;

/// Whom an access token is for, and what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceClient {
    /// The account it calls with.
    pub account_sid: String,
    /// The API key that signed it.
    pub api_key: String,
    /// Calls to `client:` and this ring it.
    pub identity: String,
    /// It may be rung.
    pub may_receive: bool,
    /// It may call out through this application.
    pub application_sid: Option<String>,
    /// When it stops being valid.
    pub expires_at: Timestamp,
}

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// It is no JWT with the header of an access token.
    #[error("it is no access token of Twilio")]
    Malformed,
    /// No account has the API key, or not the account that it names.
    #[error("its API key is not one of its account")]
    UnknownKey,
    /// The secret of the API key did not sign it.
    #[error("its signature is wrong")]
    Signature,
    /// It is over, or not yet valid.
    #[error("it is not valid now")]
    Expired,
    /// It is valid for more than 24 hours.
    #[error("it is valid for more than 24 hours")]
    TooLong,
    /// It has no identity, or one with other characters than letters, digits and `_`.
    #[error("its identity is missing or not allowed")]
    Identity,
    /// It grants nothing for calls.
    #[error("it has no voice grant")]
    NoVoiceGrant,
}

impl VoiceClient {
    /// What a call to it goes to.
    #[must_use]
    pub fn address(&self) -> String {
        format!("client:{}", self.identity)
    }
}

impl SimulatorState {
    /// Whom a token is for.
    ///
    /// # Errors
    /// [`TokenRefusal`]: Twilio would not let a browser register with it.
    pub fn client_of(&self, token: &str) -> Result<VoiceClient, TokenRefusal> {
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenRefusal::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenRefusal::Malformed)?;
        let (header, claims) = (json(header)?, json(claims)?);
        let is_ours = header["alg"] == "HS256" && header["typ"] == "JWT" && header["cty"] == "twilio-fpa;v=1";
        let (Some(key_sid), Some(account_sid), true) = (claims["iss"].as_str(), claims["sub"].as_str(), is_ours) else {
            return Err(TokenRefusal::Malformed);
        };
        let secret = self
            .account(account_sid)
            .and_then(|account| account.api_keys.iter().find(|key| key.sid == key_sid).map(|key| key.secret.clone()));
        let mac = Hmac::<Sha256>::new_from_slice(secret.ok_or(TokenRefusal::UnknownKey)?.as_bytes());
        let proof = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenRefusal::Signature)?;
        let mac = mac.map_err(|_| TokenRefusal::Signature)?.chain_update(signed.as_bytes());
        mac.verify_slice(&proof).map_err(|_| TokenRefusal::Signature)?;

        let expires_at = self.valid_until(&claims)?;
        let grants = &claims["grants"];
        let identity = grants["identity"].as_str().unwrap_or_default();
        if identity.is_empty() || !identity.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(TokenRefusal::Identity);
        }
        let voice = grants["voice"].as_object().ok_or(TokenRefusal::NoVoiceGrant)?;
        Ok(VoiceClient {
            account_sid: account_sid.to_owned(),
            api_key: key_sid.to_owned(),
            identity: identity.to_owned(),
            may_receive: grants["voice"]["incoming"]["allow"] == true,
            application_sid: voice
                .get("outgoing")
                .and_then(|outgoing| outgoing["application_sid"].as_str())
                .map(ToOwned::to_owned),
            expires_at,
        })
    }

    fn valid_until(&self, claims: &Value) -> Result<Timestamp, TokenRefusal> {
        let now = self.now().as_second();
        let expires = claims["exp"].as_i64().ok_or(TokenRefusal::Malformed)?;
        let since = claims["nbf"].as_i64().or_else(|| claims["iat"].as_i64());
        // The clocks of two machines are never quite the same.
        if expires <= now || claims["nbf"].as_i64().is_some_and(|from| from > now + 60) {
            return Err(TokenRefusal::Expired);
        }
        if expires - since.unwrap_or(now) > LIFE_MAX_SECONDS {
            return Err(TokenRefusal::TooLong);
        }
        Timestamp::from_second(expires).map_err(|_| TokenRefusal::Malformed)
    }
}

fn json(part: &str) -> Result<Value, TokenRefusal> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenRefusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenRefusal::Malformed)
}
