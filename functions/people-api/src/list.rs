//! `GET /api/users`: the people of an organisation, and whom it invited.

use hub_core::account::{Invitation, User};
use hub_lambda::auth::Principal;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `people-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("people-list", handle)
}

/// The people.
#[derive(Serialize, JsonSchema)]
pub struct People {
    /// Those who can sign in, by name.
    users: Vec<User>,
    /// Those who were invited and have not answered, newest first.
    invitations: Vec<Invitation>,
}

/// Lists everybody.
///
/// # Errors
/// Only the store's.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<People>, ApiError> {
    let mut users = hub.ports.accounts.users(who.tenant()).await?;
    users.sort_by_key(|user| user.name.to_lowercase());
    let mut invitations = hub.ports.people.invitations(who.tenant()).await?;
    let now = hub.ports.clock.now();
    invitations.retain(|invitation| invitation.expires_at > now);
    invitations.sort_by_key(|invitation| std::cmp::Reverse(invitation.created_at));
    Ok(Shown(People { users, invitations }))
}
