//! `GET /api/campaigns/{id}`: one campaign with its figures.

use hub_core::campaign::{Campaign, Figures};
use hub_core::flows::campaigns::campaign;
use hub_core::ids::CampaignId;
use hub_core::recipient::figures;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `campaigns-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("campaigns-show", handle)
}

/// A campaign and what became of its recipients.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignDetail {
    /// The campaign.
    campaign: Campaign,
    /// Its figures; they follow the texts within seconds.
    figures: Figures,
}

/// Shows the campaign.
///
/// # Errors
/// 404.
pub async fn handle(
    hub: Hub,
    who: Principal,
    PathId(id): PathId<CampaignId>,
) -> Result<Shown<CampaignDetail>, ApiError> {
    let campaign = campaign(&hub.ports, who.tenant(), &id).await?;
    let tally = hub.ports.campaigns.tally(who.tenant(), &id).await?;
    Ok(Shown(CampaignDetail { campaign, figures: figures(&tally, &hub.settings.prices) }))
}
