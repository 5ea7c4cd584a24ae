//! `X-Twilio-Signature`, written from the published description and not from the hub's verifier.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Signs a form request: base64 of HMAC-SHA1, under the account's token, of the URL and then each key with its values.
///
/// Keys go in byte order; a repeated key gives its distinct values in order. A `#…` connection override is not signed.
/// For a request without form parameters (GET, JSON, empty body) pass none.
///
/// # Source
/// Twilio, "Validating signatures from Twilio"; `contracts/twilio.md` §1.
#[must_use]
pub fn sign(auth_token: &str, url: &str, params: &[(String, String)]) -> String {
    let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (key, value) in params {
        sorted.entry(key).or_default().insert(value);
    }
    let mut text = without_fragment(url).to_owned();
    for (key, values) in &sorted {
        for value in values {
            text.push_str(key);
            text.push_str(value);
        }
    }
    // A key of any length is valid for HMAC; were it not, an empty signature is one that nobody accepts.
    Hmac::<Sha1>::new_from_slice(auth_token.as_bytes())
        .map(|mac| STANDARD.encode(mac.chain_update(text.as_bytes()).finalize().into_bytes()))
        .unwrap_or_default()
}

/// The URL as it goes over the wire: the part before `#`.
pub(crate) fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(sent, _)| sent)
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[derive(serde::Deserialize)]
    struct Vector {
        id: String,
        signed_url: String,
        params: Vec<(String, String)>,
        token: String,
        signature: String,
    }

    #[test]
    fn twilios_published_signatures_come_out() {
        let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../tests/vectors/signature_published.json"))
            .expect("the excerpt is JSON");
        assert!(vectors.len() >= 8);
        for v in vectors {
            assert_eq!(sign(&v.token, &v.signed_url, &v.params), v.signature, "{}", v.id);
        }
    }

    #[test]
    fn a_connection_override_is_not_signed() {
        assert_eq!(sign("t", "https://a.example/x#rc=3", &[]), sign("t", "https://a.example/x", &[]));
    }
}
