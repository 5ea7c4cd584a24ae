//! `GET /health`: whether the hub answers at all.

use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `health`.
#[must_use]
pub fn route() -> Route {
    Route::public("health", handle)
}

/// The hub's health.
#[derive(Serialize, JsonSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
}

/// Says ok; it touches nothing else, so that it costs nothing and tells nothing.
///
/// # Errors
/// None.
pub async fn handle(_: Hub, _: NoInput) -> Result<Shown<Health>, ApiError> {
    Ok(Shown(Health { status: "ok" }))
}
