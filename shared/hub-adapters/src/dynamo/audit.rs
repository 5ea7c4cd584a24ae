//! The audit: one partition per tenant, entries in the order of their ids.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;
use hub_core::audit::{AuditFilter, Entry};
use hub_core::ids::TenantId;
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{AuditLog, PortResult};

use super::expression::create_in_transaction;
use super::timeline::Span;
use super::{Table, keys, to_item, unbuildable};

impl Table {
    /// An entry as part of the transaction that it tells of.
    pub(super) fn audit_part(&self, tenant: &TenantId, entry: &Entry) -> PortResult<TransactWriteItem> {
        let item = to_item(&keys::audit_entry(tenant, &entry.id), "audit", entry)?;
        create_in_transaction(&self.name, item).map_err(unbuildable)
    }
}

#[async_trait]
impl AuditLog for Table {
    async fn record(&self, tenant: &TenantId, entry: &Entry) -> PortResult<()> {
        self.create(to_item(&keys::audit_entry(tenant, &entry.id), "audit", entry)?).await.map(|_| ())
    }

    async fn entries(&self, tenant: &TenantId, filter: &AuditFilter, page: &PageRequest) -> PortResult<Page<Entry>> {
        let span = Span { pk: keys::audit(tenant), from: filter.from, to: filter.to, newest_first: true };
        self.in_time(&span, page, |entry| filter.wants(entry)).await
    }
}
