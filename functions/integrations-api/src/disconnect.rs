//! `DELETE /api/integrations/twilio`: forgets the carrier account.

use hub_core::flows::credentials::disconnect;
use hub_lambda::auth::Owner;
use hub_lambda::http::{CallerAddress, NoContent};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `integrations-disconnect`.
#[must_use]
pub fn route() -> Route {
    Route::api("integrations-disconnect", handle)
}

/// Forgets the account and its secrets.
///
/// # Errors
/// 409 `numbers_in_use` while numbers are left, 409 `carrier_not_connected`.
pub async fn handle(hub: Hub, who: Owner, CallerAddress(from): CallerAddress) -> Result<NoContent, ApiError> {
    disconnect(&hub.ports, who.tenant(), &who.doer(&from)).await?;
    Ok(NoContent)
}
