//! `POST /auth/reset/confirm`: sets the password that a mailed link allows.

use hub_core::flows::passwords::reset_password;
use hub_lambda::http::{Body, CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::session::Session;

/// Behind the function `accounts-reset-confirm`.
#[must_use]
pub fn route() -> Route {
    Route::public("accounts-reset-confirm", handle)
}

/// The link's token and the new password.
#[derive(Deserialize, JsonSchema)]
pub struct ResetConfirmation {
    /// What follows `#token=` in the link.
    token: String,
    /// The new password, at least 10 characters.
    password: String,
}

/// Sets the password, ends every sign-in of the person and opens a new one.
///
/// # Errors
/// 400 `link_expired` or `weak_password`.
pub async fn handle(
    hub: Hub,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<ResetConfirmation>),
) -> Result<Shown<Session>, ApiError> {
    let signed_in = reset_password(&hub.ports, &request.token, &request.password, &from).await?;
    Session::of(&hub, signed_in).map(Shown)
}
