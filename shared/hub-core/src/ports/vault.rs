//! Third-party credentials, sealed.

use async_trait::async_trait;
use secrecy::SecretString;

use super::PortResult;
use crate::audit::Entry;
use crate::carrier_account::{CarrierConnection, Sealed};
use crate::ids::TenantId;

/// Seals and opens secrets of a tenant.
///
/// A sealed text can be opened only for the tenant and under the name that it was sealed for.
#[async_trait]
pub trait Vault: Send + Sync {
    /// Seals a secret.
    async fn seal(&self, tenant: &TenantId, name: &str, secret: &SecretString) -> PortResult<Sealed>;
    /// Seals a secret with the data key of another sealed text of the tenant, so that only that one's key is needed.
    async fn seal_beside(
        &self,
        tenant: &TenantId,
        name: &str,
        secret: &SecretString,
        other: &Sealed,
    ) -> PortResult<Sealed>;
    /// Opens a sealed secret; `Rejected` if it was sealed for another tenant or name, or was altered.
    async fn open(&self, tenant: &TenantId, name: &str, sealed: &Sealed) -> PortResult<SecretString>;
}

/// The stored connection to the carrier.
#[async_trait]
pub trait Integrations: Send + Sync {
    /// The connection, its secrets still sealed.
    async fn carrier(&self, tenant: &TenantId) -> PortResult<Option<CarrierConnection>>;
    /// Replaces the connection if its stored version is `expected` (0: there is none); `false` if it is not. The
    /// stored version becomes `expected + 1`.
    async fn put_carrier(
        &self,
        tenant: &TenantId,
        connection: &CarrierConnection,
        expected: u64,
        entry: Option<&Entry>,
    ) -> PortResult<bool>;
    /// Removes the connection of that version; `false` if it is another one.
    async fn remove_carrier(&self, tenant: &TenantId, expected: u64, entry: &Entry) -> PortResult<bool>;
    /// Asks the sweep to queue again what waits for this tenant's carrier.
    async fn call_sweep(&self, tenant: &TenantId, due: jiff::Timestamp) -> PortResult<()>;
    /// Tells the sweep that nothing waits any more, if it was asked before `before`.
    async fn dismiss_sweep(&self, tenant: &TenantId, before: jiff::Timestamp) -> PortResult<()>;
    /// Every tenant with a connection: for an operator's command, because it reads the whole table.
    async fn tenants_with_carrier(&self) -> PortResult<Vec<TenantId>>;
}
