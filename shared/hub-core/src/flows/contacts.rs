//! The team names its contacts.

use crate::address::Address;
use crate::contact::{Contact, NAME_MAX_CHARACTERS};
use crate::flows::Ports;
use crate::ids::TenantId;
use crate::ports::{PortError, PortErrorKind};

/// So often something is decided anew because the contact changed meanwhile.
pub(crate) const DECISIONS_MAX: usize = 100;

/// Why a contact was not renamed.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    /// There is no such contact.
    #[error("Not found.")]
    NotFound,
    /// The name is too long.
    #[error("A name may have at most 120 characters.")]
    TooLong,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Names a contact in all of their threads; a name of nothing takes the name away.
///
/// # Errors
/// [`RenameError`]; then nothing changed.
pub async fn rename(
    ports: &Ports,
    tenant: &TenantId,
    address: &Address,
    name: Option<&str>,
) -> Result<Contact, RenameError> {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > NAME_MAX_CHARACTERS) {
        return Err(RenameError::TooLong);
    }
    for _ in 0..DECISIONS_MAX {
        let contact = ports.contacts.contact(tenant, address).await?.ok_or(RenameError::NotFound)?;
        if contact.name.as_deref() == name {
            return Ok(contact);
        }
        if ports.contacts.rename(tenant, &contact, name, ports.clock.now()).await? {
            return Ok(Contact { name: name.map(str::to_owned), version: contact.version + 1, ..contact });
        }
    }
    Err(busy().into())
}

/// The contact changed at every try.
pub(crate) fn busy() -> PortError {
    PortError::new(PortErrorKind::Throttled, "the contact changed at every try")
}
