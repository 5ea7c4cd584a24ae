//! A key service in memory: data keys that come back only for the encryption context that they were made with.
//!
//! # Source
//! AWS KMS API reference: `GenerateDataKey`, `Decrypt`, and their errors.

use std::collections::HashMap;

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// Wrapped key -> the context and the key.
#[derive(Default)]
pub struct Kms {
    keys: HashMap<String, (Value, String)>,
}

/// An answer of a service that speaks JSON.
pub type Answer = (StatusCode, Value);

/// A refusal by its name.
pub fn refused(name: &str) -> Answer {
    (StatusCode::BAD_REQUEST, json!({ "__type": name, "message": name }))
}

impl Kms {
    /// Answers `operation`, such as `Decrypt`, under the only key that there is.
    pub fn answer(&mut self, key_id: &str, operation: &str, request: &Value) -> Answer {
        let context = &request["EncryptionContext"];
        // Every role asks for it: see the conditions in template.yaml.
        if !context["tenant"].is_string() {
            return refused("AccessDeniedException");
        }
        if request["KeyId"] != key_id {
            return refused("NotFoundException");
        }
        match operation {
            "GenerateDataKey" if request["KeySpec"] == "AES_256" => {
                let (key, wrapped): ([u8; 32], [u8; 16]) = (rand::random(), rand::random());
                let (key, wrapped) = (STANDARD.encode(key), STANDARD.encode(wrapped));
                self.keys.insert(wrapped.clone(), (context.clone(), key.clone()));
                (StatusCode::OK, json!({ "CiphertextBlob": wrapped, "Plaintext": key, "KeyId": key_id }))
            }
            "Decrypt" => match self.keys.get(request["CiphertextBlob"].as_str().unwrap_or_default()) {
                Some((made_with, key)) if made_with == context => {
                    (StatusCode::OK, json!({ "Plaintext": key, "KeyId": key_id }))
                }
                _ => refused("InvalidCiphertextException"),
            },
            _ => refused("ValidationException"),
        }
    }
}
