//! `GET /api/calls/{id}/shares`: with whom a call is shared.

use hub_core::call::share::{Opening, Share, ShareState};
use hub_core::ids::CallId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `calls-shares`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-shares", handle)
}

/// The shares of a call, the newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShareList {
    /// The shares.
    shares: Vec<ShownShare>,
}

/// A share as the team sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownShare {
    /// The share.
    #[serde(flatten)]
    share: Share,
    /// Where it stands.
    state: ShareState,
    /// Its newest openings, the newest first, at most twenty.
    openings: Vec<Opening>,
}

/// Lists them, ended ones included.
///
/// # Errors
/// 404 for an id that the tenant does not have.
pub async fn handle(hub: Hub, who: Principal, PathId(id): PathId<CallId>) -> Result<Shown<ShareList>, ApiError> {
    let record = hub.ports.calls.call_record(who.tenant(), &id).await?;
    record.ok_or_else(ApiError::not_found)?;
    let now = hub.ports.clock.now();
    let shares = hub.ports.shares.shares(who.tenant(), &id).await?.into_iter();
    let shown =
        shares.map(|known| ShownShare { state: known.share.state(now), share: known.share, openings: known.openings });
    Ok(Shown(ShareList { shares: shown.collect() }))
}
