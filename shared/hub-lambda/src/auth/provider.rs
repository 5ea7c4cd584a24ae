//! An external identity provider: its tokens are checked with the public keys that it publishes.
//!
//! A token chooses this path by its `iss`, and nothing else. Which algorithm, issuer and audience are right is the
//! deployment's word, so that a token can neither pick a weaker check nor have a public key taken for a secret.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_core::identity::{SigningAlgorithm, SigningKey};
use hub_core::ports::SigningKeys;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::claims::Claims;
use super::tokens::refused;
use super::{Origin, Principal};
use crate::ApiError;

/// How far the provider's clock may differ from ours, in seconds.
pub const PROVIDER_LEEWAY_SECONDS: u64 = 30;
/// A longer key id is not looked for.
const KEY_ID_MAX_BYTES: usize = 200;

/// A provider that the deployment trusts.
pub struct Provider {
    issuer: String,
    algorithm: Algorithm,
    validation: Validation,
    keys: Arc<dyn SigningKeys>,
}

impl Provider {
    /// The provider that names itself `issuer`, signs by `algorithm` and means its tokens for `audience`.
    #[must_use]
    pub fn new(issuer: &str, audience: &str, algorithm: SigningAlgorithm, keys: Arc<dyn SigningKeys>) -> Self {
        let algorithm = match algorithm {
            SigningAlgorithm::Rs256 => Algorithm::RS256,
            SigningAlgorithm::Es256 => Algorithm::ES256,
        };
        let mut validation = Validation::new(algorithm);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.validate_nbf = true;
        validation.leeway = PROVIDER_LEEWAY_SECONDS;
        Self { issuer: issuer.to_owned(), algorithm, validation, keys }
    }

    /// Whether a token says that it comes from this provider. Nothing is verified by that.
    pub(super) fn is_named_by(&self, token: &str) -> bool {
        #[derive(Deserialize)]
        struct Issuer {
            iss: String,
        }
        let payload = token.split('.').nth(1).and_then(|payload| URL_SAFE_NO_PAD.decode(payload).ok());
        let issuer = payload.and_then(|payload| serde_json::from_slice::<Issuer>(&payload).ok());
        issuer.is_some_and(|issuer| issuer.iss == self.issuer)
    }

    /// The principal that a token of this provider proves.
    ///
    /// # Errors
    /// 401 for a token that proves none, 503 if the provider's keys are not to be had.
    pub(super) async fn principal(&self, token: &str) -> Result<Principal, ApiError> {
        let header = jsonwebtoken::decode_header(token).map_err(|error| refused(&error))?;
        // Before any key is looked for, so that such a token never makes the hub ask the provider.
        if header.alg != self.algorithm {
            return Err(ApiError::refused_token("another algorithm than the configured one"));
        }
        if header.crit.is_some() {
            return Err(ApiError::refused_token("a critical header that the hub does not know"));
        }
        let id = header.kid.filter(|id| !id.is_empty() && id.len() <= KEY_ID_MAX_BYTES);
        let id = id.ok_or_else(|| ApiError::refused_token("no key id"))?;
        let key = self.keys.signing_key(&id).await?.ok_or_else(|| ApiError::refused_token("an unknown key"))?;
        let key = match key {
            SigningKey::Rsa { modulus, exponent } => DecodingKey::from_rsa_components(&modulus, &exponent),
            SigningKey::P256 { x, y } => DecodingKey::from_ec_components(&x, &y),
        };
        let key = key.map_err(|error| refused(&error))?;
        let token = jsonwebtoken::decode::<Claims>(token, &key, &self.validation).map_err(|error| refused(&error))?;
        token.claims.principal(Origin::Provider).map_err(ApiError::refused_token)
    }
}
