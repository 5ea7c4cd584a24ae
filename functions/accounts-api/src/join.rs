//! `POST /auth/invitation/accept`: somebody who was invited joins.

use hub_core::flows::invitations::accept;
use hub_lambda::http::{Body, CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::session::Session;

/// Behind the function `accounts-join`.
#[must_use]
pub fn route() -> Route {
    Route::public("accounts-join", handle)
}

/// Who joins.
#[derive(Deserialize, JsonSchema)]
pub struct JoinRequest {
    /// What follows `#token=` in the link.
    token: String,
    /// The person's name.
    name: String,
    /// Their password, at least 10 characters.
    password: String,
}

/// Makes the person and signs them in.
///
/// # Errors
/// 400 `link_expired`, `weak_password` or a name that is none, 409 `email_taken`.
pub async fn handle(
    hub: Hub,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<JoinRequest>),
) -> Result<Shown<Session>, ApiError> {
    let signed_in = accept(&hub.ports, &request.token, (&request.name, &request.password), &from).await?;
    Session::of(&hub, signed_in).map(Shown)
}
