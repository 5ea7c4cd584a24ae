//! `GET /api/calls/{id}`: one call.

use hub_core::call::Call;
use hub_core::ids::CallId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `calls-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-show", handle)
}

/// Shows a call.
///
/// # Errors
/// 404 for an id that the tenant does not have.
pub async fn handle(hub: Hub, who: Principal, PathId(id): PathId<CallId>) -> Result<Shown<Call>, ApiError> {
    let record = hub.ports.calls.call_record(who.tenant(), &id).await?;
    record.map(|record| Shown(record.call)).ok_or_else(ApiError::not_found)
}
