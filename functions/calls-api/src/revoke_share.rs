//! `DELETE /api/calls/{id}/shares/{shareId}`: a share ends before its time.

use hub_core::flows::share_call::revoke;
use hub_core::ids::CallId;
use hub_lambda::auth::{Editor, named_doer};
use hub_lambda::http::{CallerAddress, NoContent, PathId, PathShareId};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `calls-revoke-share`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-revoke-share", handle)
}

/// Ends it. Its link opens nothing from now on; a URL of the sound that was handed out ends within five minutes.
///
/// # Errors
/// 404 for an id that the tenant does not have.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (CallerAddress(from), PathId(id), PathShareId(share)): (CallerAddress, PathId<CallId>, PathShareId),
) -> Result<NoContent, ApiError> {
    let doer = named_doer(&hub, &who, &from).await?;
    let is_known = revoke(&hub.ports, who.tenant(), (&id, &share), &doer).await?;
    is_known.then_some(NoContent).ok_or_else(ApiError::not_found)
}
