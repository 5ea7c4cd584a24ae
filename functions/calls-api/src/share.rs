//! `POST /api/calls-dashboard/{id}/share`: a link to a call, by e-mail.

use hub_core::flows::share_call::share_call;
use hub_core::ids::CallId;
use hub_lambda::auth::{Editor, named_doer};
use hub_lambda::http::{Body, CallerAddress, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `calls-share`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-share", handle)
}

/// With whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareRequest {
    /// Their e-mail address.
    email: String,
}

/// The link is mailed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShareReply {
    /// Always `true`.
    success: bool,
    /// Where it was mailed to.
    email: String,
}

/// Mails a link that opens the call's recording and transcript for 24 hours.
///
/// # Errors
/// 400 for an address that is none, 404, 409 `nothing_to_share` or `too_many_shares`, 429, or 503 `mail_unavailable`.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (CallerAddress(from), PathId(id), Body(request)): (CallerAddress, PathId<CallId>, Body<ShareRequest>),
) -> Result<Shown<ShareReply>, ApiError> {
    let doer = named_doer(&hub, &who, &from).await?;
    let base = hub.settings.public_base_url()?;
    let share = share_call(&hub.ports, base, who.tenant(), (&id, &request.email), (who.user(), &doer)).await?;
    Ok(Shown(ShareReply { success: true, email: share.email }))
}
