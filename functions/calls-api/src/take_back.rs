//! `DELETE /api/calls/{id}/transfer`: takes a transfer back.

use hub_core::call::Call;
use hub_core::flows::steer_call::Steering;
use hub_core::ids::CallId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

use crate::links::Addresses;

/// Behind the function `calls-transfer-cancel`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-transfer-cancel", handle)
}

/// Ends the other line; the customer stays on hold.
///
/// # Errors
/// 404, or 409 `call_over`, `no_transfer`, `call_refused` or `carrier_not_connected`.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<CallId>) -> Result<Shown<Call>, ApiError> {
    let links = Addresses::of(&hub, who.tenant())?;
    Ok(Shown(Steering::of(&hub.ports, who.tenant(), &id, &links).await?.take_back().await?))
}
