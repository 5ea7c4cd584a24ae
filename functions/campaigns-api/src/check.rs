//! `POST /api/campaigns/{id}/check`: what would happen if the campaign started now.

use hub_core::flows::check_campaign::{Check, check_campaign};
use hub_core::ids::CampaignId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `campaigns-check`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-check", handle)
}

/// Looks at every recipient and stores nothing. What is allowed now is asked again when the text goes out.
///
/// # Errors
/// 404, or 400 for a sender that is gone.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<CampaignId>) -> Result<Shown<Check>, ApiError> {
    Ok(Shown(check_campaign(&hub.ports, who.tenant(), &id, &hub.settings.prices).await?))
}
