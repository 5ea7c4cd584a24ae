//! `PUT /api/integrations/twilio`: connects the organisation's own account, or repairs the connection.

use hub_core::carrier_account::{ApiKey, CarrierAccount};
use hub_core::flows::credentials::connect;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Body, CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::status::TwilioStatus;

/// Behind the function `integrations-connect`.
#[must_use]
pub fn route() -> Route {
    Route::api("integrations-connect", handle)
}

/// The credentials. It has no `Debug`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Credentials {
    /// `AC…`.
    account_sid: String,
    /// The primary auth token.
    auth_token: String,
    /// `SK…`; opens the API in place of the token.
    #[serde(default)]
    api_key_sid: Option<String>,
    /// The key's secret.
    #[serde(default)]
    api_key_secret: Option<String>,
}

/// Stores the credentials after Twilio took them; texts that waited go on.
///
/// # Errors
/// 400 `wrong_credentials`, `account_suspended` or a form that is none, 409 `numbers_in_use`, 503.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), Body(given)): (CallerAddress, Body<Credentials>),
) -> Result<Shown<TwilioStatus>, ApiError> {
    let mut account = CarrierAccount::new(given.account_sid.trim(), given.auth_token.trim());
    account.api_key = match (given.api_key_sid, given.api_key_secret) {
        (None, None) => None,
        (Some(sid), Some(secret)) => {
            Some(ApiKey { sid: sid.trim().to_owned(), secret: secret.trim().to_owned().into() })
        }
        _ => return Err(ApiError::invalid("An API key has a SID and a secret: give both or neither.")),
    };
    let connection = connect(&hub.ports, who.tenant(), account, &who.doer(&from)).await?;
    Ok(Shown(TwilioStatus::of(&hub, Some(connection))))
}
