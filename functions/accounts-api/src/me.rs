//! `GET /api/me`: who is signed in, and with whom they work.

use hub_core::account::{OwnNumber, Tenant, User};
use hub_core::ids::UserId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `accounts-me`.
#[must_use]
pub fn route() -> Route {
    Route::api("accounts-me", handle)
}

/// The signed-in person's world.
#[derive(Serialize, JsonSchema)]
pub struct Me {
    /// The person.
    user: User,
    /// Their organisation.
    tenant: Tenant,
    /// Its numbers.
    numbers: Vec<OwnNumber>,
    /// Everybody whom a conversation can be assigned to.
    team: Vec<Teammate>,
}

/// A person of the team.
#[derive(Serialize, JsonSchema)]
pub struct Teammate {
    /// Their id.
    id: UserId,
    /// Their name.
    name: String,
}

/// Shows who is signed in.
///
/// # Errors
/// 401 if the person or the organisation no longer exists.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<Me>, ApiError> {
    let accounts = &hub.ports.accounts;
    let tenant = accounts.tenant(who.tenant()).await?.ok_or_else(ApiError::invalid_token)?;
    let numbers = accounts.numbers(who.tenant()).await?;
    let users = accounts.users(who.tenant()).await?;
    let team = users.iter().map(|user| Teammate { id: user.id.clone(), name: user.name.clone() }).collect();
    let user = users.into_iter().find(|user| user.id == *who.user()).ok_or_else(ApiError::invalid_token)?;
    Ok(Shown(Me { user, tenant, numbers, team }))
}
