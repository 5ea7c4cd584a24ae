//! Access tokens as the hub signs them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::ACCOUNT;

pub fn signed(header: &Value, claims: &Value, secret: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
    let signature = mac.chain_update(signed.as_bytes()).finalize().into_bytes();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub fn header() -> Value {
    json!({ "alg": "HS256", "typ": "JWT", "cty": "twilio-fpa;v=1" })
}

/// A token for a browser that is rung, valid for so many seconds.
pub fn token_of((key, secret): (&str, &str), identity: &str, seconds: i64) -> String {
    let now = jiff::Timestamp::now().as_second();
    let claims = json!({
        "jti": format!("{key}-{}", rand::random::<u32>()), "iss": key, "sub": ACCOUNT, "nbf": now, "exp": now + seconds,
        "grants": { "identity": identity, "voice": { "incoming": { "allow": true } } },
    });
    signed(&header(), &claims, secret)
}
