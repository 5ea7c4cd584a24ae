//! A key document as a provider publishes it.
//!
//! # Source
//! RFC 7517 and RFC 7518, section 6.

use std::collections::HashMap;

use hub_core::identity::{SigningAlgorithm, SigningKey};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Entry {
    kid: String,
    kty: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Entry {
    /// The key, if it verifies signatures of `algorithm`.
    fn key(self, algorithm: SigningAlgorithm) -> Option<SigningKey> {
        let is_for_signatures = self.purpose.is_none_or(|purpose| purpose == "sig")
            && self.key_ops.is_none_or(|operations| operations.iter().any(|operation| operation == "verify"));
        if !is_for_signatures || self.alg.is_some_and(|alg| alg != algorithm.name()) {
            return None;
        }
        match (algorithm, self.kty.as_str(), self.crv.as_deref()) {
            (SigningAlgorithm::Rs256, "RSA", _) => Some(SigningKey::Rsa { modulus: self.n?, exponent: self.e? }),
            (SigningAlgorithm::Es256, "EC", Some("P-256")) => Some(SigningKey::P256 { x: self.x?, y: self.y? }),
            _ => None,
        }
    }
}

/// The keys by id that verify signatures of `algorithm`. Keys of another kind are passed over; of two with the same id
/// the first counts.
pub(super) fn keys(body: &[u8], algorithm: SigningAlgorithm) -> Result<HashMap<String, SigningKey>, String> {
    let document: Document = serde_json::from_slice(body).map_err(|_| "the key document is none".to_owned())?;
    let mut keys = HashMap::new();
    for entry in document.keys {
        let Ok(entry) = serde_json::from_value::<Entry>(entry) else { continue };
        let id = entry.kid.clone();
        if let Some(key) = entry.key(algorithm) {
            keys.entry(id).or_insert(key);
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_keys_that_verify_the_algorithm_are_taken() {
        let rsa = |extra: Value| {
            let mut key = json!({ "kid": "k", "kty": "RSA", "n": "AQ", "e": "AQAB" });
            key.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
            key
        };
        for (key, is_taken, why) in [
            (rsa(json!({})), true, "nothing speaks against it"),
            (rsa(json!({ "use": "sig", "alg": "RS256" })), true, "for this algorithm"),
            (rsa(json!({ "key_ops": ["verify"] })), true, "verifies"),
            (rsa(json!({ "use": "enc" })), false, "for encryption"),
            (rsa(json!({ "key_ops": ["encrypt"] })), false, "does not verify"),
            (rsa(json!({ "alg": "PS256" })), false, "for another algorithm"),
            (rsa(json!({ "kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ" })), false, "another kind of key"),
            (rsa(json!({ "kty": "oct", "k": "AQ" })), false, "a secret"),
            (rsa(json!({ "n": null })), false, "incomplete"),
            (json!({ "kty": "RSA", "n": "AQ", "e": "AQAB" }), false, "no id"),
            (json!(7), false, "no key at all"),
        ] {
            let document = json!({ "keys": [key] }).to_string();
            let keys = keys(document.as_bytes(), SigningAlgorithm::Rs256).expect("a document");
            assert_eq!(keys.contains_key("k"), is_taken, "{why}");
        }
    }

    #[test]
    fn a_point_of_another_curve_is_no_key() {
        for (curve, is_taken) in [("P-256", true), ("P-384", false), ("secp256k1", false)] {
            let document = json!({ "keys": [{ "kid": "k", "kty": "EC", "crv": curve, "x": "AQ", "y": "AQ" }] });
            let keys = keys(document.to_string().as_bytes(), SigningAlgorithm::Es256).expect("a document");
            assert_eq!(keys.len(), usize::from(is_taken), "{curve}");
        }
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for body in ["", "<html>", "[]", "{}", r#"{"keys":{}}"#] {
            assert!(keys(body.as_bytes(), SigningAlgorithm::Rs256).is_err(), "{body}");
        }
    }
}
