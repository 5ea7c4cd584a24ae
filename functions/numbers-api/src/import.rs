//! `POST /api/numbers/import`: takes in a number that the account owns already.

use hub_core::flows::numbers::import;
use hub_core::number::OwnNumber;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Body, CallerAddress, Created};
use hub_lambda::{ApiError, Hub, Route};

use crate::buy::NumberRequest;

/// Behind the function `numbers-import`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-import", handle)
}

/// Points the number's webhooks at the hub. It never buys.
///
/// # Errors
/// 404 for a number that the account does not own, 409 `number_taken`, `carrier_not_connected` or `carrier_stopped`.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<NumberRequest>),
) -> Result<Created<OwnNumber>, ApiError> {
    let webhooks = hub.settings.webhooks()?;
    Ok(Created(import(&hub.ports, who.tenant(), &request.wanted(&webhooks), &who.doer(&from)).await?))
}
