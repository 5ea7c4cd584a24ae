//! Numbers, and the directory that leads from a number or a Messaging Service to its tenant.

use async_trait::async_trait;
use hub_core::audit::Entry;
use hub_core::ids::TenantId;
use hub_core::number::{NumberId, OwnNumber};
use hub_core::ports::{Claimed, Numbers, PortResult};
use serde_json::json;

use super::expression::{Change, create_in_transaction, number, text};
use super::{Table, from_item, keys, to_item, unbuildable};

#[async_trait]
impl Numbers for Table {
    async fn number(&self, tenant: &TenantId, id: &NumberId) -> PortResult<Option<OwnNumber>> {
        self.read(&keys::number(tenant, id), true).await?.map(from_item).transpose()
    }

    async fn claim_number(&self, tenant: &TenantId, own: &OwnNumber) -> PortResult<Claimed> {
        let pointer = to_item(&keys::directory_own(&own.id), "directory", &json!({ "tenantId": tenant }))?;
        let items = [to_item(&keys::number(tenant, &own.id), "number", own)?, pointer];
        let parts = items.into_iter().map(|item| create_in_transaction(&self.name, item));
        let parts = parts.collect::<Result<_, _>>().map_err(unbuildable)?;
        if self.transact(parts).await?.is_ok() {
            return Ok(Claimed::Kept);
        }
        let known = self.number(tenant, &own.id).await?;
        Ok(known.map_or(Claimed::Taken, |known| Claimed::Ours(Box::new(known))))
    }

    async fn put_number(&self, tenant: &TenantId, own: &OwnNumber, entry: Option<&Entry>) -> PortResult<bool> {
        let item = to_item(&keys::number(tenant, &own.id), "number", own)?;
        let replace = Change::new().when("version", "=", number(own.version - 1));
        let mut parts = vec![replace.put_in_transaction(&self.name, item).map_err(unbuildable)?];
        parts.extend(entry.map(|entry| self.audit_part(tenant, entry)).transpose()?);
        Ok(self.transact(parts).await?.is_ok())
    }

    async fn remove_number(&self, tenant: &TenantId, own: &OwnNumber, entry: Option<&Entry>) -> PortResult<bool> {
        let removal = Change::new()
            .when("version", "=", number(own.version))
            .delete_in_transaction(&self.name, &keys::number(tenant, &own.id));
        let pointer = Change::new()
            .when_absent_or("tenantId", "=", text(tenant.as_str()))
            .delete_in_transaction(&self.name, &keys::directory_own(&own.id));
        let mut parts = vec![removal.map_err(unbuildable)?, pointer.map_err(unbuildable)?];
        parts.extend(entry.map(|entry| self.audit_part(tenant, entry)).transpose()?);
        Ok(self.transact(parts).await?.is_ok())
    }

    async fn put_services(&self, tenant: &TenantId, sids: &[String]) -> PortResult<()> {
        for sid in sids {
            let change = Change::new()
                .set("entity", text("directory"))
                .set("tenantId", text(tenant.as_str()))
                .when_absent_or("tenantId", "=", text(tenant.as_str()));
            if self.change(&keys::directory_service(sid), change).await?.is_err() {
                tracing::warn!(tenant.id = %tenant, service.sid = sid, "Messaging Service leads to another tenant");
            }
        }
        Ok(())
    }

    async fn remove_services(&self, tenant: &TenantId, sids: &[String]) -> PortResult<()> {
        for sid in sids {
            let removal = Change::new()
                .when("tenantId", "=", text(tenant.as_str()))
                .delete_in_transaction(&self.name, &keys::directory_service(sid));
            self.transact(vec![removal.map_err(unbuildable)?]).await?.ok();
        }
        Ok(())
    }
}
