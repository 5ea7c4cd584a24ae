//! Session tokens and the principals that they prove.

use hub_core::account::{Role, User};
use hub_core::ids::{TenantId, UserId};
use hub_core::live::Visitor;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

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

/// Makes and reads session tokens: JWT, HS256.
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
    pub fn principal(&self, call: &HttpCall) -> Result<Principal, ApiError> {
        let header = call.header("authorization").ok_or_else(ApiError::authentication_required)?;
        let (scheme, token) = header.split_once(' ').ok_or_else(ApiError::invalid_token)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::authentication_required());
        }
        let claims = jsonwebtoken::decode::<Claims>(token.trim(), &self.decoding, &self.validation)
            .map_err(|_| ApiError::invalid_token())?
            .claims;
        Ok(Principal { visitor: Visitor { tenant_id: claims.tid, user_id: claims.sub }, role: claims.role })
    }
}

/// A person whose token was verified.
#[derive(Debug, Clone)]
pub struct Principal {
    visitor: Visitor,
    role: Role,
}

impl Principal {
    /// Their organisation.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.visitor.tenant_id
    }

    /// The person.
    #[must_use]
    pub fn user(&self) -> &UserId {
        &self.visitor.user_id
    }

    /// Person and organisation.
    #[must_use]
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// What they may do.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
}

/// A principal who may change things: owner or agent.
#[derive(Debug, Clone)]
pub struct Editor(Principal);

impl std::ops::Deref for Editor {
    type Target = Principal;
    fn deref(&self) -> &Principal {
        &self.0
    }
}

/// Who a route is for.
pub trait Caller: Sized + Send + 'static {
    /// Admits a verified principal.
    ///
    /// # Errors
    /// 403 if the route is not for them.
    fn admit(principal: Principal) -> Result<Self, ApiError>;
}

impl Caller for Principal {
    fn admit(principal: Principal) -> Result<Self, ApiError> {
        Ok(principal)
    }
}

impl Caller for Editor {
    fn admit(principal: Principal) -> Result<Self, ApiError> {
        match principal.role {
            Role::Owner | Role::Agent => Ok(Self(principal)),
            Role::Readonly => Err(ApiError::new(403, "read_only", "Your role can look but not change anything.")),
        }
    }
}
