//! `DELETE /api/users/invitations/{id}`: withdraws an invitation.

use hub_core::flows::invitations::withdraw;
use hub_core::ids::InvitationId;
use hub_lambda::auth::Owner;
use hub_lambda::http::{CallerAddress, NoContent, PathId};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `people-withdraw`.
#[must_use]
pub fn route() -> Route {
    Route::api("people-withdraw", handle)
}

/// Withdraws it: its link opens nothing any more.
///
/// # Errors
/// 404 if there is none.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (PathId(id), CallerAddress(from)): (PathId<InvitationId>, CallerAddress),
) -> Result<NoContent, ApiError> {
    let is_done = withdraw(&hub.ports, who.tenant(), &id, &who.doer(&from)).await?;
    if is_done { Ok(NoContent) } else { Err(ApiError::not_found()) }
}
