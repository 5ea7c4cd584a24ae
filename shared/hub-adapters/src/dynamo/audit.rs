//! The audit: one partition per tenant, entries in the order of their ids.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;
use hub_core::audit::{AuditFilter, Entry};
use hub_core::ids::TenantId;
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{AuditLog, PortError, PortErrorKind, PortResult};
use jiff::Timestamp;
use ulid::Ulid;

use super::expression::{create_in_transaction, key_item, text, text_of};
use super::keys::{self, Key};
use super::{Table, from_item, port_error, to_item, unbuildable};

/// A page that finds little ends after so many entries, and the next one goes on from there.
const EXAMINED_MAX: usize = 2000;
const BATCH: i32 = 200;

/// The first and the last id of a time span.
fn ids(filter: &AuditFilter) -> (String, String) {
    let at = |time: Timestamp| u64::try_from(time.as_millisecond()).unwrap_or_default();
    let first = filter.from.map_or_else(Ulid::nil, |from| Ulid::from_parts(at(from), 0));
    let last = filter.to.map_or(Ulid(u128::MAX), |to| Ulid::from_parts(at(to).saturating_sub(1), u128::MAX));
    (first.to_string(), last.to_string())
}

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
        let pk = keys::audit(tenant);
        let (first, last) = ids(filter);
        if first > last {
            return Ok(Page { rows: Vec::new(), next: None });
        }
        let mut start = match &page.after {
            Some(Position(id)) if id.parse::<Ulid>().is_ok() => Some(key_item(&Key { pk: pk.clone(), sk: id.clone() })),
            Some(_) => return Err(PortError::new(PortErrorKind::Rejected, "not a position in the audit")),
            None => None,
        };
        let (mut rows, mut examined): (Vec<Entry>, usize) = (Vec::new(), 0);
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
                .expression_attribute_values(":pk", text(&pk))
                .expression_attribute_values(":first", text(&first))
                .expression_attribute_values(":last", text(&last))
                .scan_index_forward(false)
                .limit(BATCH)
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(port_error)?;
            for item in answer.items.unwrap_or_default() {
                examined += 1;
                let position = text_of(&item, "sk").map(|sk| Position(sk.to_owned()));
                let entry: Entry = from_item(item)?;
                if filter.wants(&entry) {
                    rows.push(entry);
                }
                if rows.len() == page.limit || examined == EXAMINED_MAX {
                    return Ok(Page { rows, next: position });
                }
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(Page { rows, next: None });
            }
        }
    }
}
