//! `POST /auth/login`: sign in by e-mail address and password.

use hub_core::flows::sessions::sign_in;
use hub_lambda::http::{Body, CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::session::Session;

/// Behind the function `accounts-login`.
#[must_use]
pub fn route() -> Route {
    Route::public("accounts-login", handle)
}

/// Who signs in.
#[derive(Deserialize, JsonSchema)]
pub struct LoginRequest {
    /// The e-mail address.
    email: String,
    /// The password.
    password: String,
}

/// Opens a session.
///
/// # Errors
/// 401 `invalid_credentials`, the same for an unknown address and a wrong password; 429 after too many of them.
pub async fn handle(
    hub: Hub,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<LoginRequest>),
) -> Result<Shown<Session>, ApiError> {
    let signed_in = sign_in(&hub.ports, &request.email, &request.password, &from).await?;
    Session::of(&hub, signed_in).map(Shown)
}
