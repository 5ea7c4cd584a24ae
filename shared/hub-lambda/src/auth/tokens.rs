//! Tokens: the hub's own (JWT, HS256) are made and read here, a provider's are handed to [`Provider`].

use hub_core::account::{Role, User};
use hub_core::ids::{TenantId, UserId};
use jiff::Timestamp;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;

use super::claims::Claims;
use super::{Principal, Provider};
use crate::ApiError;
use crate::http::HttpCall;

/// How long a session token is good, in seconds.
pub const TOKEN_LIFETIME_SECONDS: i64 = 15 * 60;
/// A shorter secret could be guessed.
pub const SECRET_MIN_BYTES: usize = 32;

#[derive(Serialize)]
struct SessionClaims<'a> {
    sub: &'a UserId,
    tid: &'a TenantId,
    role: Role,
    iat: i64,
    exp: i64,
}

/// Makes and reads session tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    provider: Option<Provider>,
}

impl Tokens {
    /// Tokens under `secret`.
    ///
    /// # Errors
    /// A sentence for a secret that is shorter than [`SECRET_MIN_BYTES`].
    pub fn new(secret: &str) -> Result<Self, String> {
        if secret.len() < SECRET_MIN_BYTES {
            return Err(format!("JWT_SECRET must have at least {SECRET_MIN_BYTES} bytes"));
        }
        // The algorithm is ours, whatever a token's header says.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["exp", "sub"]);
        validation.leeway = 0;
        validation.validate_nbf = true;
        validation.validate_aud = false;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
            provider: None,
        })
    }

    /// The same, and the tokens of a provider.
    #[must_use]
    pub fn with_provider(self, provider: Option<Provider>) -> Self {
        Self { provider, ..self }
    }

    /// A token for a person, good from `now` for [`TOKEN_LIFETIME_SECONDS`].
    ///
    /// # Errors
    /// 500 if it cannot be signed.
    pub fn issue(&self, user: &User, now: Timestamp) -> Result<String, ApiError> {
        let iat = now.as_second();
        let claims = SessionClaims {
            sub: &user.id,
            tid: &user.tenant_id,
            role: user.role,
            iat,
            exp: iat + TOKEN_LIFETIME_SECONDS,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(ApiError::internal)
    }

    /// The principal that a call's `Authorization` header proves.
    ///
    /// # Errors
    /// 401, telling an absent header from a bad token; 503 if a provider's keys are not to be had.
    pub async fn principal(&self, call: &HttpCall) -> Result<Principal, ApiError> {
        let header = call.header("authorization").ok_or_else(ApiError::authentication_required)?;
        let (scheme, token) = header.split_once(' ').ok_or_else(ApiError::invalid_token)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::authentication_required());
        }
        let token = token.trim();
        match &self.provider {
            Some(provider) if provider.is_named_by(token) => provider.principal(token).await,
            _ => self.own(token),
        }
    }

    /// The principal of a token that was signed with the secret, by the hub or by a Supabase that shares it.
    fn own(&self, token: &str) -> Result<Principal, ApiError> {
        let token = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation);
        let token = token.map_err(|error| refused(&error))?;
        if token.header.crit.is_some() {
            return Err(ApiError::refused_token("a critical header that the hub does not know"));
        }
        let origin = token.claims.origin();
        token.claims.principal(origin).map_err(ApiError::refused_token)
    }
}

/// 401 with the reason for the log, without what the token says: that may be somebody's name.
pub(super) fn refused(error: &jsonwebtoken::errors::Error) -> ApiError {
    ApiError::refused_token(match error.kind() {
        ErrorKind::InvalidSignature => "a wrong signature",
        ErrorKind::ExpiredSignature => "expired",
        ErrorKind::ImmatureSignature => "not good yet",
        ErrorKind::InvalidIssuer => "another issuer",
        ErrorKind::InvalidAudience => "another audience",
        ErrorKind::InvalidAlgorithm => "another algorithm than the configured one",
        ErrorKind::MissingRequiredClaim(_) => "a required claim is missing",
        _ => "no readable token",
    })
}
