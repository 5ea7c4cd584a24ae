//! `POST /api/whatsapp/templates/sync`: asks the carrier for the account's templates.

use hub_core::flows::whatsapp::sync_templates;
use hub_lambda::auth::Owner;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `whatsapp-sync`.
#[must_use]
pub fn route() -> Route {
    Route::api("whatsapp-sync", handle)
}

/// What the carrier has.
#[derive(Serialize, JsonSchema)]
pub struct Synced {
    /// How many templates.
    templates: usize,
}

/// Puts what the carrier has in place of what was known.
///
/// # Errors
/// 409 `carrier_not_connected` or `carrier_stopped`, 503 `carrier_unavailable`; then what was known stays.
pub async fn handle(hub: Hub, who: Owner, _: NoInput) -> Result<Shown<Synced>, ApiError> {
    Ok(Shown(Synced { templates: sync_templates(&hub.ports, who.tenant()).await? }))
}
