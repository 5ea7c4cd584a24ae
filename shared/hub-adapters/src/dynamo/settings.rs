//! An organisation's settings, in its own item.

use async_trait::async_trait;
use hub_core::audit::Entry;
use hub_core::ids::TenantId;
use hub_core::ports::{PortResult, SettingsStore};
use hub_core::settings::Settings;

use super::calls::CLEANED;
use super::expression::{Change, number, text};
use super::{Table, from_item, keys, to_item, unbuildable};

#[async_trait]
impl SettingsStore for Table {
    async fn settings(&self, tenant: &TenantId) -> PortResult<Option<Settings>> {
        self.read(&keys::tenant(tenant), true).await?.map(from_item).transpose()
    }

    async fn put_settings(&self, tenant: &TenantId, settings: &Settings, entry: &Entry) -> PortResult<bool> {
        let mut item = to_item(&keys::tenant(tenant), "tenant", settings)?;
        item.insert("id".to_owned(), text(tenant.as_str()));
        let replace = Change::new().when("version", "=", number(settings.version - 1));
        let replace = replace.put_in_transaction(&self.name, item).map_err(unbuildable)?;
        let (sweep, key) = (Change::new(), keys::recordings(tenant));
        let sweep = match settings.recordings_kept_days {
            Some(_) => sweep
                .set("entity", text("recordings"))
                .set_once(CLEANED, number(0))
                .set("gsi2pk", text(keys::due_shard_number(0)))
                .set("gsi2sk", text(keys::due_position(entry.at)))
                .in_transaction(&self.name, &key),
            None => sweep.delete_in_transaction(&self.name, &key),
        };
        let parts = vec![replace, self.audit_part(tenant, entry)?, sweep.map_err(unbuildable)?];
        Ok(self.transact(parts).await?.is_ok())
    }
}
