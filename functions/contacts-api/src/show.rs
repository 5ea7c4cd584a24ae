//! `GET /api/contacts/{id}`: one contact, with what is known of their consent.

use hub_core::consent::ConsentEntry;
use hub_core::contact::ContactId;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

use crate::view::ContactView;

/// Behind the function `contacts-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("contacts-show", handle)
}

/// The newest lines of the ledger that a page shows; the export holds all.
const HISTORY_MAX: usize = 50;

/// A contact and the newest lines of the ledger about them.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactCard {
    /// The contact.
    #[serde(flatten)]
    contact: ContactView,
    /// What changed their consent, newest first, at most 50.
    history: Vec<ConsentEntry>,
}

/// Shows one contact of the caller's tenant.
///
/// # Errors
/// 404 for a contact that the tenant does not have.
pub async fn handle(hub: Hub, who: Principal, PathId(id): PathId<ContactId>) -> Result<Shown<ContactCard>, ApiError> {
    let (tenant, address) = (who.tenant(), id.address());
    let contact = hub.ports.contacts.contact(tenant, &address).await?.ok_or_else(ApiError::not_found)?;
    let mut history = hub.ports.consent.entries(tenant, &address).await?;
    history.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.seq)));
    history.truncate(HISTORY_MAX);
    Ok(Shown(ContactCard { contact: contact.into(), history }))
}
