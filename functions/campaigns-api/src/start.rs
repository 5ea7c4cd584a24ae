//! `POST /api/campaigns/{id}/start`: the texts go out, now or from a set time on.

use hub_core::campaign::Campaign;
use hub_core::flows::campaigns::start_campaign;
use hub_core::ids::CampaignId;
use hub_core::schedule::WallTime;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `campaigns-start`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-start", handle)
}

/// When it starts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartRequest {
    /// The time, at most a year ahead; now if absent.
    #[serde(default)]
    start_at: Option<WallTime>,
}

/// Starts a draft, or a scheduled campaign at another time. The worker takes it up within a minute.
///
/// # Errors
/// 404, 400 for a time that is none, 409 `no_recipients` or `campaign_state` with the `current` campaign.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<CampaignId>, Body<StartRequest>),
) -> Result<Shown<Campaign>, ApiError> {
    let start_at = request.start_at.as_ref();
    Ok(Shown(start_campaign(&hub.ports, who.tenant(), &id, start_at, who.user()).await?))
}
