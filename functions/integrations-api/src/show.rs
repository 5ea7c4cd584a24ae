//! `GET /api/integrations`: what the organisation is connected to.

use hub_lambda::auth::Principal;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

use crate::status::TwilioStatus;

/// Behind the function `integrations-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("integrations-show", handle)
}

/// The connections.
#[derive(Serialize, JsonSchema)]
pub struct Connections {
    /// Twilio.
    twilio: TwilioStatus,
}

/// Shows how the connections stand.
///
/// # Errors
/// Only the store's.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<Connections>, ApiError> {
    let connection = hub.ports.integrations.carrier(who.tenant()).await?;
    Ok(Shown(Connections { twilio: TwilioStatus::of(&hub, connection) }))
}
