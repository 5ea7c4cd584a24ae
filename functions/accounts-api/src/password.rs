//! `POST /api/me/password`: a person changes their password.

use hub_core::flows::passwords::change_password;
use hub_lambda::auth::{Origin, Principal};
use hub_lambda::http::{Body, CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::session::Session;

/// Behind the function `accounts-password`.
#[must_use]
pub fn route() -> Route {
    Route::api("accounts-password", handle)
}

/// The present and the new password.
#[derive(Deserialize, JsonSchema)]
pub struct PasswordChange {
    /// The present one.
    current: String,
    /// The new one, at least 10 characters.
    password: String,
}

/// Changes the password; other devices are signed out.
///
/// # Errors
/// 400 `wrong_password`, `weak_password` or `external_account`, 429.
pub async fn handle(
    hub: Hub,
    who: Principal,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<PasswordChange>),
) -> Result<Shown<Session>, ApiError> {
    if who.origin() == Origin::Provider {
        let sentence = "Your organisation's sign-in service keeps your password. Change it there.";
        return Err(ApiError::new(400, "external_account", sentence));
    }
    let passwords = (request.current.as_str(), request.password.as_str());
    let signed_in = change_password(&hub.ports, who.tenant(), who.user(), passwords, &from).await?;
    Session::of(&hub, signed_in).map(Shown)
}
