//! `POST /api/users/invitations`: asks somebody to join.

use hub_core::account::{Invitation, Role};
use hub_core::flows::invitations::invite;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Accepted, Body, CallerAddress};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `people-invite`.
#[must_use]
pub fn route() -> Route {
    Route::api("people-invite", handle)
}

/// Whom to invite.
#[derive(Deserialize, JsonSchema)]
pub struct InviteRequest {
    /// Their e-mail address.
    email: String,
    /// What they will be allowed to do.
    role: Role,
}

/// Mails an invitation; an earlier one to the same address ends.
///
/// # Errors
/// 400 for an address that is none, 409 `email_taken`, 503 `mail_unavailable`.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<InviteRequest>),
) -> Result<Accepted<Invitation>, ApiError> {
    let base = hub.settings.public_base_url()?;
    let whom = (request.email.as_str(), request.role);
    Ok(Accepted(invite(&hub.ports, base, who.tenant(), whom, &who.doer(&from)).await?))
}
