//! `DELETE /api/users/{id}`: removes a person.

use hub_core::flows::people::remove_person;
use hub_core::ids::UserId;
use hub_lambda::auth::Owner;
use hub_lambda::http::{CallerAddress, NoContent, PathId};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `people-remove`.
#[must_use]
pub fn route() -> Route {
    Route::api("people-remove", handle)
}

/// Removes the person; their sockets close and their sign-ins end at once.
///
/// # Errors
/// 404, or 409 `last_owner`.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (PathId(id), CallerAddress(from)): (PathId<UserId>, CallerAddress),
) -> Result<NoContent, ApiError> {
    remove_person(&hub.ports, who.tenant(), &id, &who.doer(&from)).await?;
    Ok(NoContent)
}
