//! `GET /api/me`: who is signed in, and with whom they work.

use hub_core::account::{Role, Tenant, User};
use hub_core::carrier_account::CarrierStatus;
use hub_core::ids::UserId;
use hub_core::number::OwnNumber;
use hub_lambda::auth::{Origin, Principal};
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `accounts-me`.
#[must_use]
pub fn route() -> Route {
    Route::api("accounts-me", handle)
}

/// The name of somebody of whom the provider tells neither name nor e-mail address.
const UNNAMED: &str = "Signed in by your organisation";

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
    /// Whether its texts go out.
    carrier: CarrierStanding,
}

/// Whether texts go out.
#[derive(Serialize, JsonSchema)]
pub struct CarrierStanding {
    /// How the carrier account stands.
    status: CarrierStatus,
    /// Why texts wait, in a plain sentence.
    reason: Option<String>,
}

/// A person of the team.
#[derive(Serialize, JsonSchema)]
pub struct Teammate {
    /// Their id.
    id: UserId,
    /// Their name.
    name: String,
    /// What they may do: who only reads takes no calls.
    role: Role,
}

/// Shows who is signed in.
///
/// # Errors
/// 401 if the organisation no longer exists, or a person of this hub no longer does.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<Me>, ApiError> {
    let accounts = &hub.ports.accounts;
    let tenant = accounts.tenant(who.tenant()).await?.ok_or_else(ApiError::invalid_token)?;
    let numbers = accounts.numbers(who.tenant()).await?;
    let users = accounts.users(who.tenant()).await?;
    let teammate = |user: &User| Teammate { id: user.id.clone(), name: user.name.clone(), role: user.role };
    let team = users.iter().map(teammate).collect();
    let stored = users.into_iter().find(|user| user.id == *who.user());
    let user = match who.origin() {
        Origin::Hub => stored.ok_or_else(ApiError::invalid_token)?,
        Origin::Provider => as_the_provider_says(&who, stored),
    };
    let (status, reason) = accounts.carrier_status(who.tenant()).await?;
    Ok(Shown(Me { user, tenant, numbers, team, carrier: CarrierStanding { status, reason } }))
}

/// A provider decides what its people may do; the hub may know them better by name, or not at all.
fn as_the_provider_says(who: &Principal, stored: Option<User>) -> User {
    match stored {
        Some(user) => User { role: who.role(), ..user },
        None => {
            let email = who.email().unwrap_or_default().to_lowercase();
            let name = who.name().or(who.email()).unwrap_or(UNNAMED).to_owned();
            let (id, tenant_id) = (who.user().clone(), who.tenant().clone());
            User { id, name, email, role: who.role(), tenant_id, joined_at: None }
        }
    }
}
