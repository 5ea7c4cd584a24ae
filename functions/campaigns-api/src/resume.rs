//! `POST /api/campaigns/{id}/resume`: lets a paused campaign go on.

use hub_core::campaign::Campaign;
use hub_core::flows::campaigns::resume;
use hub_core::ids::CampaignId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `campaigns-resume`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-resume", handle)
}

/// Lets the campaign go on where it was held up.
///
/// # Errors
/// 404, or 409 `campaign_state` with the `current` campaign if it is not paused.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<CampaignId>) -> Result<Shown<Campaign>, ApiError> {
    Ok(Shown(resume(&hub.ports, who.tenant(), &id, who.user()).await?))
}
