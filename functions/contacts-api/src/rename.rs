//! `PATCH /api/contacts/{id}`: the contact's name, in all of their threads.

use hub_core::change::given;
use hub_core::contact::ContactId;
use hub_core::flows::contacts::rename;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::view::ContactView;

/// Behind the function `contacts-rename`.
#[must_use]
pub fn route() -> Route {
    Route::api("contacts-rename", handle)
}

/// What to change; an absent field stays as it is, null takes a value away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactChange {
    /// The name, at most 120 characters, or null for none.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    name: Option<Option<String>>,
}

/// Names the contact and answers their new state.
///
/// # Errors
/// 404 for a contact that the tenant does not have, 400 for a name that is too long.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<ContactId>, Body<ContactChange>),
) -> Result<Shown<ContactView>, ApiError> {
    let address = id.address();
    let contact = match request.name {
        Some(name) => rename(&hub.ports, who.tenant(), &address, name.as_deref()).await?,
        None => hub.ports.contacts.contact(who.tenant(), &address).await?.ok_or_else(ApiError::not_found)?,
    };
    Ok(Shown(contact.into()))
}
