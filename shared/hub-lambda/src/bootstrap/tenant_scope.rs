//! Ports under a session that reaches one tenant only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use hub_adapters::aws::AwsSettings;
use hub_adapters::crypto::{EnvelopeVault, KmsKeys};
use hub_adapters::dynamo::Table;
use hub_adapters::tenant_sessions::TenantSessions;
use hub_core::flows::Ports;
use hub_core::ids::TenantId;
use hub_core::ports::{PortResult, Vault};
use jiff::Timestamp;

use crate::TenantScope;

/// More tenants than this at a time get new ports.
const TENANTS_MAX: usize = 256;

/// The KMS key of the vault.
pub(super) struct VaultKey {
    pub(super) id: String,
    pub(super) endpoint: Option<String>,
}

impl VaultKey {
    /// The vault under these credentials.
    pub(super) fn vault(&self, aws: &AwsSettings) -> Arc<dyn Vault> {
        let keys = KmsKeys::new(aws.kms(self.endpoint.as_deref()), &self.id);
        Arc::new(EnvelopeVault::new(Arc::new(keys)))
    }
}

/// The table that sessions reach.
pub(super) struct ScopedTable {
    pub(super) name: String,
    pub(super) endpoint: Option<String>,
}

/// Ports per tenant, kept as long as the tenant's session is good.
pub(super) struct SessionScope {
    sessions: TenantSessions,
    base: Arc<Ports>,
    table: ScopedTable,
    vault_key: Option<VaultKey>,
    made: Mutex<HashMap<TenantId, (Timestamp, Arc<Ports>)>>,
}

impl SessionScope {
    pub(super) fn new(
        sessions: TenantSessions,
        base: Arc<Ports>,
        table: ScopedTable,
        vault_key: Option<VaultKey>,
    ) -> Self {
        Self { sessions, base, table, vault_key, made: Mutex::default() }
    }

    fn make(&self, aws: &AwsSettings) -> Arc<Ports> {
        let table = Arc::new(Table::new(aws.dynamodb(self.table.endpoint.as_deref()), &self.table.name));
        let mut ports = super::over_table(table, &self.base);
        if let Some(key) = &self.vault_key {
            ports.vault = key.vault(aws);
        }
        Arc::new(ports)
    }
}

#[async_trait]
impl TenantScope for SessionScope {
    async fn ports(&self, tenant: &TenantId) -> PortResult<Arc<Ports>> {
        let (until, aws) = self.sessions.of(tenant).await?;
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ports)) = made.get(tenant).filter(|(made_until, _)| *made_until == until) {
            return Ok(ports.clone());
        }
        let now = Timestamp::now();
        made.retain(|_, (until, _)| *until > now);
        if made.len() >= TENANTS_MAX {
            made.clear();
        }
        let ports = self.make(&aws);
        made.insert(tenant.clone(), (until, ports.clone()));
        Ok(ports)
    }
}
