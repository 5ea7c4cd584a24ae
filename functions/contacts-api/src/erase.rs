//! `POST /api/contacts/{id}/erase`: removes everything that a contact left, but the proof of their consent.

use hub_core::contact::ContactId;
use hub_core::erasure::Receipt;
use hub_core::flows::erase_contact::erase_contact;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Accepted, Body, CallerAddress, PathId};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `contacts-erase`.
#[must_use]
pub fn route() -> Route {
    Route::api("contacts-erase", handle)
}

/// The confirmation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    /// The contact's address, typed again.
    confirm: String,
}

/// Takes the contact out of the inbox, and answers the receipt of what goes on from there.
///
/// # Errors
/// 404 for a contact that the tenant does not have, 400 for an address that is another one, 409 if only their consent is
/// known.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), PathId(id), Body(request)): (CallerAddress, PathId<ContactId>, Body<EraseRequest>),
) -> Result<Accepted<Receipt>, ApiError> {
    let erasure = erase_contact(&hub.ports, who.tenant(), (&id.address(), &request.confirm), &who.doer(&from)).await?;
    Ok(Accepted(erasure.receipt))
}
