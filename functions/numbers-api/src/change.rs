//! `PATCH /api/numbers/{id}`: changes what the hub does with a number.

use hub_core::flows::numbers::change;
use hub_core::number::{NumberChange, NumberId, OwnNumber};
use hub_lambda::auth::Owner;
use hub_lambda::http::{Body, CallerAddress, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `numbers-change`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-change", handle)
}

/// Changes the number of the version that the change names.
///
/// # Errors
/// 404, 400 with the `field`, or 409 `conflict` with the `current` number if somebody was faster.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (PathId(id), CallerAddress(from), Body(request)): (PathId<NumberId>, CallerAddress, Body<NumberChange>),
) -> Result<Shown<OwnNumber>, ApiError> {
    Ok(Shown(change(&hub.ports, who.tenant(), &id, request, &who.doer(&from)).await?))
}
