//! `POST /api/numbers/{id}/repair`: mends what the health check found.

use hub_core::flows::number_health::{NumberHealth, repair};
use hub_core::number::NumberId;
use hub_lambda::auth::Owner;
use hub_lambda::http::{CallerAddress, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `numbers-repair`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-repair", handle)
}

/// Mends the number and shows how it stands then.
///
/// # Errors
/// 404, also when a purchase turned out not to have been made or a release was finished; 409, 503.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (PathId(id), CallerAddress(from)): (PathId<NumberId>, CallerAddress),
) -> Result<Shown<NumberHealth>, ApiError> {
    let webhooks = hub.settings.webhooks()?;
    let health = repair(&hub.ports, who.tenant(), &id, &webhooks, &who.doer(&from)).await?;
    health.map(Shown).ok_or_else(ApiError::not_found)
}
