//! `GET /api/numbers`: the organisation's numbers.

use hub_core::number::OwnNumber;
use hub_lambda::auth::Principal;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `numbers-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-list", handle)
}

/// The numbers.
#[derive(Serialize, JsonSchema)]
pub struct NumberList {
    /// Those that are ours, and those of which the carrier's answer is outstanding.
    numbers: Vec<OwnNumber>,
}

/// Lists the numbers.
///
/// # Errors
/// Only the store's.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<NumberList>, ApiError> {
    Ok(Shown(NumberList { numbers: hub.ports.accounts.numbers(who.tenant()).await? }))
}
