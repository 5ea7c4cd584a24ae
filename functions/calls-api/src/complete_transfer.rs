//! `POST /api/calls/{id}/transfer/complete`: leaves the customer to whom the call is passed on.

use hub_core::call::Call;
use hub_core::flows::steer_call::Steering;
use hub_core::ids::CallId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

use crate::links::Addresses;

/// Behind the function `calls-transfer-complete`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-transfer-complete", handle)
}

/// Connects the two; whoever passed the call on is out of it.
///
/// # Errors
/// 404, or 409 `call_over`, `no_transfer`, `call_refused` or `carrier_not_connected`.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<CallId>) -> Result<Shown<Call>, ApiError> {
    let links = Addresses::of(&hub, who.tenant())?;
    Ok(Shown(Steering::of(&hub.ports, who.tenant(), &id, &links).await?.complete_transfer().await?))
}
