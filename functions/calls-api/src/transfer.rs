//! `POST /api/calls/{id}/transfer`: passes a call on.

use hub_core::call::{Call, TransferKind};
use hub_core::flows::steer_call::{Steering, WantedTransfer};
use hub_core::ids::{CallId, UserId};
use hub_lambda::auth::Editor;
use hub_lambda::http::{Accepted, Body, PathId};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::links::Addresses;

/// Behind the function `calls-transfer`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-transfer", handle)
}

/// To whom, and how. Exactly one of `userId` and `phone`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferRequest {
    /// Whether the two talk first.
    kind: TransferKind,
    /// A person of the team, whose browsers ring.
    #[serde(default)]
    user_id: Option<UserId>,
    /// A phone, in E.164 or as dialled in the tenant's country.
    #[serde(default)]
    phone: Option<String>,
    /// Why, at most 200 characters.
    #[serde(default)]
    reason: Option<String>,
}

/// Rings them. The call tells in its `transfers` what becomes of it.
///
/// # Errors
/// 400 for a target or a reason that cannot be, 404, or 409 `call_over`, `not_connected_yet`, `transfer_under_way`,
/// `call_refused` or `carrier_not_connected`.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<CallId>, Body<TransferRequest>),
) -> Result<Accepted<Call>, ApiError> {
    let links = Addresses::of(&hub, who.tenant())?;
    let wanted = WantedTransfer {
        kind: request.kind,
        user: request.user_id,
        phone: request.phone,
        reason: request.reason,
        by: who.user().clone(),
    };
    Ok(Accepted(Steering::of(&hub.ports, who.tenant(), &id, &links).await?.transfer(&wanted).await?))
}
