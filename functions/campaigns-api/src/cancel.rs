//! `POST /api/campaigns/{id}/cancel`: ends a campaign for good.

use hub_core::campaign::Campaign;
use hub_core::flows::campaigns::cancel;
use hub_core::ids::CampaignId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `campaigns-cancel`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-cancel", handle)
}

/// Ends the campaign: what is not with the carrier yet is not sent. A draft is forgotten.
///
/// # Errors
/// 404, or 409 `campaign_state` with the `current` campaign if it has ended.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<CampaignId>) -> Result<Shown<Campaign>, ApiError> {
    Ok(Shown(cancel(&hub.ports, who.tenant(), &id, who.user()).await?))
}
