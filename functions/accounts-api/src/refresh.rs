//! `POST /auth/refresh`: the next session for a refresh token.

use hub_core::flows::sessions::refresh;
use hub_lambda::http::{Body, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::session::Session;

/// Behind the function `accounts-refresh`.
#[must_use]
pub fn route() -> Route {
    Route::public("accounts-refresh", handle)
}

/// The refresh token of the session before.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefreshRequest {
    /// The token.
    pub refresh_token: String,
}

/// Rotates the token and opens the next session.
///
/// # Errors
/// 401 for a token that is unknown, expired or spent; a spent one ends the whole sign-in.
pub async fn handle(hub: Hub, Body(request): Body<RefreshRequest>) -> Result<Shown<Session>, ApiError> {
    let signed_in = refresh(&hub.ports, &request.refresh_token).await?;
    Session::of(&hub, signed_in).map(Shown)
}
