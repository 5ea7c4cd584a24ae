//! The connection to the carrier: what may be seen of it in the clear, its secrets sealed.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;
use hub_core::audit::Entry;
use hub_core::carrier_account::CarrierConnection;
use hub_core::ids::TenantId;
use hub_core::ports::{Integrations, PortResult};
use jiff::Timestamp;

use super::expression::{Change, Item, number, text, text_of};
use super::{Table, from_item, keys, port_error, to_item, unbuildable};

/// That the stored connection has this version; 0 is none at all.
fn is_version(expected: u64) -> Change {
    match expected {
        0 => Change::new().when_absent("pk"),
        version => Change::new().when("version", "=", number(version)),
    }
}

impl Table {
    async fn with_entry(&self, tenant: &TenantId, part: TransactWriteItem, entry: Option<&Entry>) -> PortResult<bool> {
        let mut parts = vec![part];
        parts.extend(entry.map(|entry| self.audit_part(tenant, entry)).transpose()?);
        Ok(self.transact(parts).await?.is_ok())
    }
}

#[async_trait]
impl Integrations for Table {
    async fn carrier(&self, tenant: &TenantId) -> PortResult<Option<CarrierConnection>> {
        self.read(&keys::carrier(tenant), true).await?.map(from_item).transpose()
    }

    async fn put_carrier(
        &self,
        tenant: &TenantId,
        connection: &CarrierConnection,
        expected: u64,
        entry: Option<&Entry>,
    ) -> PortResult<bool> {
        let mut item = to_item(&keys::carrier(tenant), "carrier", connection)?;
        item.insert("version".to_owned(), number(expected + 1));
        let part = is_version(expected).put_in_transaction(&self.name, item).map_err(unbuildable)?;
        self.with_entry(tenant, part, entry).await
    }

    async fn remove_carrier(&self, tenant: &TenantId, expected: u64, entry: &Entry) -> PortResult<bool> {
        let removal = is_version(expected).delete_in_transaction(&self.name, &keys::carrier(tenant));
        self.with_entry(tenant, removal.map_err(unbuildable)?, Some(entry)).await
    }

    async fn call_sweep(&self, tenant: &TenantId, due: Timestamp) -> PortResult<()> {
        let change = Change::new()
            .set("entity", text("resume"))
            .set("gsi2pk", text(keys::due_shard_number(0)))
            .set("gsi2sk", text(keys::due_position(due)));
        self.change(&keys::resume(tenant), change).await.map(|_| ())
    }

    async fn dismiss_sweep(&self, tenant: &TenantId, before: Timestamp) -> PortResult<()> {
        let removal = Change::new().when("gsi2sk", "<", text(keys::due_position(before)));
        let removal = removal.delete_in_transaction(&self.name, &keys::resume(tenant)).map_err(unbuildable)?;
        self.transact(vec![removal]).await.map(|_| ())
    }

    async fn tenants_with_carrier(&self) -> PortResult<Vec<TenantId>> {
        let (mut tenants, mut start): (Vec<TenantId>, Option<Item>) = (Vec::new(), None);
        loop {
            let answer = self
                .client
                .scan()
                .table_name(&self.name)
                .filter_expression("entity = :carrier")
                .projection_expression("pk")
                .expression_attribute_values(":carrier", text("carrier"))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(port_error)?;
            for item in answer.items.unwrap_or_default() {
                let tenant = text_of(&item, "pk").and_then(|pk| pk.strip_prefix("T#")?.strip_suffix("#ACCOUNT"));
                tenants.extend(tenant.and_then(|tenant| tenant.parse().ok()));
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(tenants);
            }
        }
    }
}
