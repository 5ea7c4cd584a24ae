//! `GET /api/numbers/health`: whether the carrier calls the hub for every number.

use hub_core::flows::number_health::{NumberHealth, check};
use hub_lambda::auth::Owner;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `numbers-health`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-health", handle)
}

/// How the numbers stand.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NumbersHealth {
    /// When the carrier was asked.
    #[schemars(with = "String")]
    checked_at: Timestamp,
    /// Each number.
    numbers: Vec<NumberHealth>,
}

/// Compares what the carrier has with what must be.
///
/// # Errors
/// With numbers: 409 `carrier_not_connected` or `carrier_stopped`, 503.
pub async fn handle(hub: Hub, who: Owner, _: NoInput) -> Result<Shown<NumbersHealth>, ApiError> {
    let numbers = check(&hub.ports, who.tenant(), &hub.settings.webhooks()?).await?;
    Ok(Shown(NumbersHealth { checked_at: hub.ports.clock.now(), numbers }))
}
