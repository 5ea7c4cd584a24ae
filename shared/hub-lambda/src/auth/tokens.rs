//! Session tokens: JWT, HS256.

use hub_core::account::{Role, User};
use hub_core::ids::{TenantId, UserId};
use hub_core::live::Visitor;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::{Origin, Principal};
use crate::ApiError;
use crate::http::HttpCall;

/// How long a session token is good, in seconds.
pub const TOKEN_LIFETIME_SECONDS: i64 = 15 * 60;
/// A shorter secret could be guessed.
pub const SECRET_MIN_BYTES: usize = 32;

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: UserId,
    tid: TenantId,
    role: Role,
    iat: i64,
    exp: i64,
}

/// Makes and reads session tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
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
        validation.validate_aud = false;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        })
    }

    /// A token for a person, good from `now` for [`TOKEN_LIFETIME_SECONDS`].
    ///
    /// # Errors
    /// 500 if it cannot be signed.
    pub fn issue(&self, user: &User, now: Timestamp) -> Result<String, ApiError> {
        let iat = now.as_second();
        let claims = Claims {
            sub: user.id.clone(),
            tid: user.tenant_id.clone(),
            role: user.role,
            iat,
            exp: iat + TOKEN_LIFETIME_SECONDS,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(|error| {
            let mut answer = ApiError::new(500, "internal", "Something went wrong on our side.");
            answer.source_text = Some(error.to_string());
            answer
        })
    }

    /// The principal that a call's `Authorization` header proves.
    ///
    /// # Errors
    /// 401, telling an absent header from a bad token.
    pub async fn principal(&self, call: &HttpCall) -> Result<Principal, ApiError> {
        let header = call.header("authorization").ok_or_else(ApiError::authentication_required)?;
        let (scheme, token) = header.split_once(' ').ok_or_else(ApiError::invalid_token)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::authentication_required());
        }
        let claims = jsonwebtoken::decode::<Claims>(token.trim(), &self.decoding, &self.validation)
            .map_err(|_| ApiError::invalid_token())?
            .claims;
        let visitor = Visitor { tenant_id: claims.tid, user_id: claims.sub };
        Ok(Principal { visitor, role: claims.role, origin: Origin::Hub, name: None, email: None })
    }
}
