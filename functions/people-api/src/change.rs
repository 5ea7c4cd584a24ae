//! `PATCH /api/users/{id}`: changes a person's role or name.

use hub_core::account::{Role, User};
use hub_core::flows::people::change_person;
use hub_core::ids::UserId;
use hub_core::ports::UserChange;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Body, CallerAddress, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `people-change`.
#[must_use]
pub fn route() -> Route {
    Route::api("people-change", handle)
}

/// What changes; what is absent stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// What they may do.
    #[serde(default)]
    role: Option<Role>,
    /// Their name.
    #[serde(default)]
    name: Option<String>,
}

/// Changes the person; their next request feels it.
///
/// # Errors
/// 404, or 409 `last_owner`.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (PathId(id), CallerAddress(from), Body(request)): (PathId<UserId>, CallerAddress, Body<PersonChange>),
) -> Result<Shown<User>, ApiError> {
    if request.role.is_none() && request.name.is_none() {
        return Err(ApiError::invalid("Say what changes: role or name."));
    }
    let change = UserChange { role: request.role, name: request.name.map(|name| name.trim().to_owned()) };
    Ok(Shown(change_person(&hub.ports, who.tenant(), &id, &change, &who.doer(&from)).await?))
}
