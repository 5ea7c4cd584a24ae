//! `PUT /api/calls/{id}/hold`: puts the customer of a call on hold, or takes them off it.

use hub_core::call::Call;
use hub_core::flows::steer_call::Steering;
use hub_core::ids::CallId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::links::Addresses;

/// Behind the function `calls-hold`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-hold", handle)
}

/// What is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldRequest {
    /// Whether the customer is to be on hold.
    on_hold: bool,
}

/// Holds or resumes. What is so already stays so.
///
/// # Errors
/// 404, or 409 `call_over`, `not_connected_yet`, `transfer_under_way`, `call_refused` or `carrier_not_connected`.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<CallId>, Body<HoldRequest>),
) -> Result<Shown<Call>, ApiError> {
    let links = Addresses::of(&hub, who.tenant())?;
    Ok(Shown(Steering::of(&hub.ports, who.tenant(), &id, &links).await?.hold(request.on_hold).await?))
}
