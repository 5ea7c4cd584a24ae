//! `POST /api/integrations/twilio/next-token`: prepares the rotation of the auth token.

use hub_core::flows::credentials::add_next_token;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Body, CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::status::TwilioStatus;

/// Behind the function `integrations-next-token`.
#[must_use]
pub fn route() -> Route {
    Route::api("integrations-next-token", handle)
}

/// The secondary token. It has no `Debug`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NextToken {
    /// The account's secondary auth token.
    auth_token: String,
}

/// Keeps the secondary token after Twilio took it. Webhooks signed with either token count from then on, and the hub
/// notices by itself when the secondary one was promoted.
///
/// # Errors
/// 400 `wrong_credentials`, 409 `carrier_not_connected`, 503.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), Body(given)): (CallerAddress, Body<NextToken>),
) -> Result<Shown<TwilioStatus>, ApiError> {
    let token = given.auth_token.trim().to_owned().into();
    let connection = add_next_token(&hub.ports, who.tenant(), token, &who.doer(&from)).await?;
    Ok(Shown(TwilioStatus::of(&hub, Some(connection))))
}
