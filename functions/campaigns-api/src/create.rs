//! `POST /api/campaigns`: a person writes a text to many.

use hub_core::campaign::Campaign;
use hub_core::flows::campaigns::{CampaignDraft, create_campaign};
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, Created};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `campaigns-create`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-create", handle)
}

/// Makes a draft without recipients. One that nobody starts is forgotten after 30 days.
///
/// # Errors
/// 400 for a name, text, template or sender that cannot be.
pub async fn handle(hub: Hub, who: Editor, Body(draft): Body<CampaignDraft>) -> Result<Created<Campaign>, ApiError> {
    Ok(Created(create_campaign(&hub.ports, who.tenant(), draft, who.user()).await?))
}
