//! `POST /api/campaigns/{id}/pause`: holds a running campaign up.

use hub_core::campaign::Campaign;
use hub_core::flows::campaigns::pause;
use hub_core::ids::CampaignId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `campaigns-pause`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-pause", handle)
}

/// Holds the campaign up: a text that is not with the carrier yet stays here.
///
/// # Errors
/// 404, or 409 `campaign_state` with the `current` campaign if it is not running.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<CampaignId>) -> Result<Shown<Campaign>, ApiError> {
    Ok(Shown(pause(&hub.ports, who.tenant(), &id, who.user()).await?))
}
