//! Access tokens with which a browser registers at Twilio's Voice SDK.
//!
//! # Source
//! Twilio, access tokens: a JWT of type `twilio-fpa;v=1`, signed by the secret of an API key, for at most 24 hours.

use hub_core::carrier_account::ApiKey;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::ApiError;

/// What a browser may do.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VoiceGrant {
    /// It is rung by calls to its identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming: Option<Incoming>,
    /// It may call out through an application of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing: Option<Outgoing>,
    /// Rings a mobile application through its push service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push_credential_sid: Option<String>,
    /// Tells the devices of an identity apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<String>,
}

/// That a browser is rung.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Incoming {
    allow: bool,
}

/// Through which application a browser calls out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outgoing {
    /// `AP…`.
    pub application_sid: String,
    /// What the application is told with each call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Map<String, Value>>,
}

impl VoiceGrant {
    /// Being rung, and no more: every call out begins at the hub.
    #[must_use]
    pub fn incoming() -> Self {
        Self { incoming: Some(Incoming { allow: true }), ..Self::default() }
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    iss: &'a str,
    sub: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    grants: Grants<'a>,
}

#[derive(Serialize)]
struct Grants<'a> {
    identity: &'a str,
    voice: &'a VoiceGrant,
}

/// A token for an identity of an account, good from `now` for `lifetime`.
///
/// # Errors
/// 500 if it cannot be signed.
pub fn access_token(
    (account_sid, key): (&str, &ApiKey),
    identity: &str,
    voice: &VoiceGrant,
    (now, lifetime): (Timestamp, SignedDuration),
) -> Result<String, ApiError> {
    let iat = now.as_second();
    let claims = Claims {
        jti: format!("{}-{iat}", key.sid),
        iss: &key.sid,
        sub: account_sid,
        iat,
        nbf: iat,
        exp: iat + lifetime.as_secs(),
        grants: Grants { identity, voice },
    };
    let header = Header { cty: Some("twilio-fpa;v=1".to_owned()), ..Header::new(Algorithm::HS256) };
    let secret = EncodingKey::from_secret(key.secret.expose_secret().as_bytes());
    jsonwebtoken::encode(&header, &claims, &secret).map_err(ApiError::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{DecodingKey, Validation};

    const VECTORS: &str = include_str!("../../../../tests/vectors/voice_access_token.json");

    #[test]
    fn tokens_say_what_those_of_the_official_libraries_say() {
        let vectors: Vec<Value> = serde_json::from_str(VECTORS).expect("vectors");
        assert_eq!(vectors.len(), 3);
        for vector in vectors {
            let text = |name: &str| vector[name].as_str().expect("a text").to_owned();
            let grant = |name: &str| vector["grant"][name].as_str().map(str::to_owned);
            let key = ApiKey { sid: text("api_key_sid"), secret: text("api_key_secret").into() };
            let voice = VoiceGrant {
                incoming: (vector["grant"]["incoming_allow"] == true).then_some(Incoming { allow: true }),
                outgoing: grant("outgoing_application_sid").map(|application_sid| {
                    let params = vector["grant"]["outgoing_application_params"].as_object().cloned();
                    Outgoing { application_sid, params }
                }),
                push_credential_sid: grant("push_credential_sid"),
                endpoint_id: grant("endpoint_id"),
            };
            let (now, lifetime) =
                (Timestamp::now(), SignedDuration::from_secs(vector["ttl"].as_i64().expect("seconds")));
            let token = access_token((&text("account_sid"), &key), &text("identity"), &voice, (now, lifetime));
            let token = token.expect("a token");
            let mut validation = Validation::new(Algorithm::HS256);
            validation.validate_aud = false;
            let secret = DecodingKey::from_secret(text("api_key_secret").as_bytes());
            let read = jsonwebtoken::decode::<Value>(&token, &secret, &validation).expect("a signed token");
            let (claims, expected) = (read.claims, &vector["expected"]);
            let header = serde_json::to_value(&read.header).expect("a header");
            assert_eq!(header, expected["header"], "{}", vector["name"]);
            for name in ["grants", "iss", "sub"] {
                assert_eq!(claims[name], expected[name], "{name} of {}", vector["name"]);
            }
            let seconds = |name: &str| claims[name].as_i64().expect("seconds");
            assert_eq!(Some(seconds("exp") - seconds("iat")), expected["exp_minus_iat"].as_i64());
            assert_eq!(claims["jti"], format!("{}-{}", key.sid, now.as_second()));
            // The three parts that the libraries sign are the same in both.
            let theirs = &vector["python"]["payload"]["grants"];
            assert_eq!(claims["grants"], *theirs);
        }
    }
}
