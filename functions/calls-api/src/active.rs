//! `GET /api/calls/active`: the calls that go on now.

use hub_core::call::Call;
use hub_core::flows::calls::active_calls;
use hub_lambda::auth::Principal;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `calls-active`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-active", handle)
}

/// The calls that go on, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActiveCalls {
    /// The calls.
    calls: Vec<Call>,
}

/// Lists them.
///
/// # Errors
/// 503 if they cannot be read.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<ActiveCalls>, ApiError> {
    Ok(Shown(ActiveCalls { calls: active_calls(&hub.ports, who.tenant()).await? }))
}
