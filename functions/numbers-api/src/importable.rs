//! `GET /api/numbers/importable`: numbers that the account owns and the hub does not know.

use hub_core::address::Address;
use hub_core::flows::numbers::importable;
use hub_core::number::Capabilities;
use hub_lambda::auth::Owner;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `numbers-importable`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-importable", handle)
}

/// A number that could be taken in.
#[derive(Serialize, JsonSchema)]
pub struct ImportableNumber {
    /// In E.164.
    number: Address,
    /// What the account calls it.
    label: String,
    /// What it can do.
    capabilities: Capabilities,
}

/// What was found.
#[derive(Serialize, JsonSchema)]
pub struct ImportableNumbers {
    /// The numbers.
    numbers: Vec<ImportableNumber>,
}

/// Lists them.
///
/// # Errors
/// 409 `carrier_not_connected` or `carrier_stopped`, 503.
pub async fn handle(hub: Hub, who: Owner, _: NoInput) -> Result<Shown<ImportableNumbers>, ApiError> {
    let found = importable(&hub.ports, who.tenant()).await?;
    let numbers = found.into_iter().map(|owned| ImportableNumber {
        number: Address::from_carrier(&owned.number),
        label: owned.friendly_name,
        capabilities: owned.capabilities,
    });
    Ok(Shown(ImportableNumbers { numbers: numbers.collect() }))
}
