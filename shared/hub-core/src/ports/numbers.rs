//! The numbers of tenants.

use async_trait::async_trait;

use super::PortResult;
use crate::audit::Entry;
use crate::ids::TenantId;
use crate::number::{NumberId, OwnNumber};

/// What became of a number that a tenant asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Claimed {
    /// It is kept for the tenant now.
    Kept,
    /// The tenant has it already.
    Ours(Box<OwnNumber>),
    /// Another tenant has it.
    Taken,
}

/// Numbers. The directory, which leads from a number to its tenant, follows in the same transaction.
#[async_trait]
pub trait Numbers: Send + Sync {
    /// One number.
    async fn number(&self, tenant: &TenantId, id: &NumberId) -> PortResult<Option<OwnNumber>>;
    /// Keeps a number for a tenant before it is bought, so that a crash in between leaves a trace.
    async fn claim_number(&self, tenant: &TenantId, number: &OwnNumber) -> PortResult<Claimed>;
    /// Replaces a number if its stored version is the one before; `false` if it is not.
    async fn put_number(&self, tenant: &TenantId, number: &OwnNumber, entry: Option<&Entry>) -> PortResult<bool>;
    /// Removes a number if its stored version is this one's; `false` if it is not.
    async fn remove_number(&self, tenant: &TenantId, number: &OwnNumber, entry: Option<&Entry>) -> PortResult<bool>;
    /// Makes Messaging Services lead to a tenant; those that lead to another one stay.
    async fn put_services(&self, tenant: &TenantId, sids: &[String]) -> PortResult<()>;
    /// Makes Messaging Services lead nowhere; those that lead to another tenant stay.
    async fn remove_services(&self, tenant: &TenantId, sids: &[String]) -> PortResult<()>;
}
