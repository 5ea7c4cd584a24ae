//! `GET /api/health`: whether the parts behind a request can be reached.

use std::time::Instant;

use hub_lambda::auth::Principal;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `health-deep`.
#[must_use]
pub fn route() -> Route {
    Route::api("health-deep", handle)
}

/// The hub's health, seen from inside.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeepHealth {
    /// `ok`.
    status: &'static str,
    /// How long one read of the table took, in milliseconds.
    table_read_ms: u64,
}

/// Reads the caller's tenant once.
///
/// # Errors
/// 503 if the table cannot be read, 401 if the tenant no longer exists.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<DeepHealth>, ApiError> {
    let started = Instant::now();
    hub.ports.accounts.tenant(who.tenant()).await?.ok_or_else(ApiError::invalid_token)?;
    let table_read_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Shown(DeepHealth { status: "ok", table_read_ms }))
}
