//! The answer to a sign-in and to a refresh.

use hub_core::account::User;
use hub_core::flows::sessions::SignedIn;
use hub_lambda::auth::TOKEN_LIFETIME_SECONDS;
use hub_lambda::{ApiError, Hub};
use schemars::JsonSchema;
use serde::Serialize;

/// A session: who it is and the tokens that prove it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The session token, for `Authorization: Bearer`.
    token: String,
    /// Trades for the next session; good once.
    refresh_token: String,
    /// Seconds until `token` expires.
    expires_in: i64,
    /// The person.
    user: User,
}

impl Session {
    /// The session of somebody who signed in.
    ///
    /// # Errors
    /// 503 without `JWT_SECRET`.
    pub fn of(hub: &Hub, signed_in: SignedIn) -> Result<Self, ApiError> {
        let tokens = hub.tokens.as_ref().ok_or_else(|| ApiError::not_configured("JWT_SECRET"))?;
        let token = tokens.issue(&signed_in.user, hub.ports.clock.now())?;
        Ok(Self {
            token,
            refresh_token: signed_in.refresh_token,
            expires_in: TOKEN_LIFETIME_SECONDS,
            user: signed_in.user,
        })
    }
}
