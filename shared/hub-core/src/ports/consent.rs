//! Contacts, and the ledger of their consent.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::address::Address;
use crate::audit::Entry;
use crate::consent::ConsentEntry;
use crate::contact::Contact;
use crate::ids::{MessageId, TenantId};

/// The ledger of consent; where it ends stands on the contact.
#[async_trait]
pub trait ConsentLedger: Send + Sync {
    /// Appends a line to the chain of a contact, with the new head, the marks of all their threads and the line of the
    /// audit in one transaction. `false`: the contact or its chain is no longer as `contact` says, and nothing changed.
    async fn append(
        &self,
        tenant: &TenantId,
        contact: &Contact,
        entry: &ConsentEntry,
        audit: Option<&Entry>,
    ) -> PortResult<bool>;
    /// Every line about a contact, each chain's from the first to the last.
    async fn entries(&self, tenant: &TenantId, customer: &Address) -> PortResult<Vec<ConsentEntry>>;
}

/// Contacts.
#[async_trait]
pub trait Contacts: Send + Sync {
    /// A contact as of now; `None` if nothing is stored of them.
    async fn contact(&self, tenant: &TenantId, address: &Address) -> PortResult<Option<Contact>>;
    /// Names a contact, or takes the name away, in all their threads. `false`: they are no longer as `contact` says, and
    /// nothing changed.
    async fn rename(
        &self,
        tenant: &TenantId,
        contact: &Contact,
        name: Option<&str>,
        now: Timestamp,
    ) -> PortResult<bool>;
    /// Takes the contact's turn for an unprompted text: one message has it for an hour, and the same message as often
    /// as it asks. `Err` says when the next turn is.
    async fn take_turn(
        &self,
        tenant: &TenantId,
        address: &Address,
        message: &MessageId,
        now: Timestamp,
    ) -> PortResult<Result<(), Timestamp>>;
    /// Takes the turn of an automatic answer; `false` if one was taken after `since`.
    async fn take_auto_reply(
        &self,
        tenant: &TenantId,
        address: &Address,
        now: Timestamp,
        since: Timestamp,
    ) -> PortResult<bool>;
}
