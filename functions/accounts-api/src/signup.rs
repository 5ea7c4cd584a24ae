//! `POST /auth/signup`: a new organisation with its first owner.

use hub_core::flows::sign_up::{Newcomer, sign_up};
use hub_lambda::http::{Body, CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::session::Session;

/// Behind the function `accounts-signup`.
#[must_use]
pub fn route() -> Route {
    Route::public("accounts-signup", handle)
}

/// Who begins.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignUpRequest {
    /// The organisation's name.
    organization: String,
    /// The owner's name.
    name: String,
    /// The owner's e-mail address.
    email: String,
    /// The owner's password, at least 10 characters.
    password: String,
    /// The organisation's IANA time zone; `America/New_York` if it is not given.
    #[serde(default)]
    time_zone: Option<String>,
    /// The organisation's ISO 3166 country; `US` if it is not given.
    #[serde(default)]
    default_country: Option<String>,
}

/// Makes the organisation and signs its owner in.
///
/// # Errors
/// 403 `sign_up_closed` unless the deployment opens it, 400 with the field, 409 `email_taken`, 429.
pub async fn handle(
    hub: Hub,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<SignUpRequest>),
) -> Result<Shown<Session>, ApiError> {
    if !hub.settings.is_sign_up_open {
        return Err(ApiError::new(403, "sign_up_closed", "Sign-up is closed here. Ask an owner to invite you."));
    }
    let newcomer = Newcomer {
        organization: request.organization,
        name: request.name,
        email: request.email,
        time_zone: request.time_zone.unwrap_or_else(|| "America/New_York".to_owned()),
        default_country: request.default_country.unwrap_or_else(|| "US".to_owned()),
    };
    let signed_in = sign_up(&hub.ports, &newcomer, &request.password, &from).await?;
    Session::of(&hub, signed_in).map(Shown)
}
