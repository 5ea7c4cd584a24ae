//! Every item of one tenant, wherever it lies: what begins with its prefix, and what leads to it.

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, WriteRequest};
use hub_core::ids::TenantId;
use hub_core::ports::PortResult;
use serde_json::{Map, Value};
use tokio::task::JoinSet;

use super::expression::{Change, Item, text, text_of};
use super::keys::{self, Key};
use super::{Table, broken, port_error, unbuildable};

/// So many removals fit into one request.
const BATCH: usize = 25;
/// So many requests that remove are on their way at the same time.
const LANES: usize = 8;

/// An item of a tenant.
#[derive(Debug, Clone)]
pub struct TenantItem {
    key: Key,
    /// Its kind.
    pub entity: String,
    /// Its attributes as plain values, without its keys and its kind. Bytes are left out.
    pub attributes: Map<String, Value>,
}

/// A walk over a whole table, a page at a time: over the items of one tenant, or over all.
pub struct Walk<'a> {
    table: &'a Table,
    tenant: Option<&'a TenantId>,
    last: Option<Item>,
    is_over: bool,
}

impl Walk<'_> {
    /// The items of the next page, which may be none; `None` after the last one.
    pub(super) async fn page(&mut self) -> PortResult<Option<Vec<Item>>> {
        if self.is_over {
            return Ok(None);
        }
        let table = self.table;
        let mut scan = table.client.scan().table_name(&table.name).consistent_read(true);
        if let Some(tenant) = self.tenant {
            scan = scan
                .filter_expression("begins_with(pk, :own) OR tenantId = :tenant")
                .expression_attribute_values(":own", text(keys::tenant_prefix(tenant)))
                .expression_attribute_values(":tenant", text(tenant.as_str()));
        }
        let page = scan.set_exclusive_start_key(self.last.take()).send().await.map_err(port_error)?;
        self.last = page.last_evaluated_key;
        self.is_over = self.last.is_none();
        Ok(Some(page.items.unwrap_or_default()))
    }

    /// The items of the next page, to be read by people; `None` after the last one.
    ///
    /// # Errors
    /// The table's.
    pub async fn next(&mut self) -> PortResult<Option<Vec<TenantItem>>> {
        let Some(page) = self.page().await? else { return Ok(None) };
        page.into_iter().map(TenantItem::read).collect::<PortResult<_>>().map(Some)
    }
}

impl TenantItem {
    fn read(item: Item) -> PortResult<Self> {
        let part = |name| text_of(&item, name).map(str::to_owned).ok_or_else(|| broken("an item without its key"));
        let key = Key { pk: part("pk")?, sk: part("sk")? };
        let entity = text_of(&item, "entity").unwrap_or_default().to_owned();
        let is_own = |name: &str| !matches!(name, "pk" | "sk" | "entity" | "gsi1pk" | "gsi1sk" | "gsi2pk" | "gsi2sk");
        let attributes = item.into_iter().filter(|(name, _)| is_own(name));
        let attributes = attributes.filter_map(|(name, value)| Some((name, plain(value)?))).collect();
        Ok(Self { key, entity, attributes })
    }

    /// Where the table keeps it, without what every item of its tenant begins with.
    #[must_use]
    pub fn place(&self, tenant: &TenantId) -> String {
        let within = self.key.pk.strip_prefix(&keys::tenant_prefix(tenant)).unwrap_or(&self.key.pk);
        format!("{within} {}", self.key.sk)
    }

    /// Whether it is the tenant's own settings, which hold its name.
    #[must_use]
    pub fn is_the_tenant(&self, tenant: &TenantId) -> bool {
        self.key == keys::tenant(tenant)
    }
}

fn plain(value: AttributeValue) -> Option<Value> {
    let texts = |texts: Vec<String>| Value::Array(texts.into_iter().map(Value::String).collect());
    Some(match value {
        AttributeValue::S(text) => Value::String(text),
        AttributeValue::N(number) => serde_json::from_str(&number).unwrap_or(Value::String(number)),
        AttributeValue::Bool(is) => Value::Bool(is),
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::Ss(members) | AttributeValue::Ns(members) => texts(members),
        AttributeValue::L(list) => Value::Array(list.into_iter().filter_map(plain).collect()),
        AttributeValue::M(map) => {
            Value::Object(map.into_iter().filter_map(|(name, value)| Some((name, plain(value)?))).collect())
        }
        _ => return None,
    })
}

impl Table {
    /// A walk over the table.
    #[must_use]
    pub fn walk<'a>(&'a self, tenant: Option<&'a TenantId>) -> Walk<'a> {
        Walk { table: self, tenant, last: None, is_over: false }
    }

    /// The tenant's own settings, if there still are some.
    ///
    /// # Errors
    /// The table's.
    pub async fn tenant_itself(&self, tenant: &TenantId) -> PortResult<Option<TenantItem>> {
        self.read(&keys::tenant(tenant), true).await?.map(TenantItem::read).transpose()
    }

    /// Removes items of a tenant. What begins with its prefix is its own for ever; what leads to it is removed only if it
    /// still does.
    ///
    /// # Errors
    /// The table's; some may be removed, and a repeat goes on.
    pub async fn remove_of_tenant(&self, tenant: &TenantId, items: &[TenantItem]) -> PortResult<()> {
        let prefix = keys::tenant_prefix(tenant);
        let (own, leading): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.key.pk.starts_with(&prefix));
        for item in leading {
            let still = Change::new().when("tenantId", "=", text(tenant.as_str()));
            let removal = still.delete_in_transaction(&self.name, &item.key).map_err(unbuildable)?;
            self.transact(vec![removal]).await?.ok();
        }
        for batches in own.chunks(BATCH * LANES) {
            let mut lanes = JoinSet::new();
            for batch in batches.chunks(BATCH) {
                let removals = batch.iter().map(|item| removal(&item.key)).collect::<PortResult<Vec<_>>>()?;
                let table = self.clone();
                lanes.spawn(async move { table.write_batch(removals).await });
            }
            while let Some(done) = lanes.join_next().await {
                done.map_err(broken)??;
            }
        }
        Ok(())
    }
}

fn removal(key: &Key) -> PortResult<WriteRequest> {
    let delete = DeleteRequest::builder().set_key(Some(super::key_item(key))).build().map_err(unbuildable)?;
    Ok(WriteRequest::builder().delete_request(delete).build())
}
