//! Tokens, right and wrong.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// What is put behind a forged token's last dot.
#[derive(Debug, Clone, Copy)]
pub enum Signature<'a> {
    /// HMAC-SHA-256 with these bytes as the secret.
    Hs256(&'a [u8]),
    /// Nothing.
    Nothing,
    /// These bytes.
    Bytes(&'a [u8]),
}

/// A token of any header and any claims, with a signature that needs no private key.
#[must_use]
pub fn forge(header: &Value, claims: &Value, signature: Signature<'_>) -> String {
    let message = message(header, claims);
    let signature = match signature {
        Signature::Hs256(secret) => {
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes()).as_ref().to_vec()
        }
        Signature::Nothing => Vec::new(),
        Signature::Bytes(bytes) => bytes.to_vec(),
    };
    signed(&message, &signature)
}

pub(super) fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

pub(super) fn signed(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}
