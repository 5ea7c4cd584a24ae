//! `POST /auth/invitation`: what a mailed invitation is to.

use hub_core::account::Role;
use hub_core::flows::invitations::look;
use hub_lambda::http::{Body, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `accounts-invitation`.
#[must_use]
pub fn route() -> Route {
    Route::public("accounts-invitation", handle)
}

/// The link's token: in the body, because a path would stand in logs.
#[derive(Deserialize, JsonSchema)]
pub struct InvitationRequest {
    /// What follows `#token=` in the link.
    token: String,
}

/// An invitation as its receiver sees it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShownInvitation {
    /// The organisation's name.
    organization: String,
    /// Whom it was mailed to.
    email: String,
    /// What they will be allowed to do.
    role: Role,
    /// Who invites.
    invited_by: String,
}

/// Shows an invitation without spending it.
///
/// # Errors
/// 400 `link_expired`.
pub async fn handle(hub: Hub, Body(request): Body<InvitationRequest>) -> Result<Shown<ShownInvitation>, ApiError> {
    let (_, invitation, organization) = look(&hub.ports, &request.token).await?;
    Ok(Shown(ShownInvitation {
        organization,
        email: invitation.email,
        role: invitation.role,
        invited_by: invitation.invited_by,
    }))
}
