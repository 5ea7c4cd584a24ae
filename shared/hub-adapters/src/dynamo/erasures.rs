//! Erasures: one partition per tenant, in the order of their ids; one that goes on is under the sweep's eye.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;
use hub_core::audit::Entry;
use hub_core::contact::Contact;
use hub_core::conversation::Conversation;
use hub_core::erasure::{Erasure, Trace};
use hub_core::ids::{ConversationId, ErasureId, TenantId};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{Erasures, PortResult};
use hub_core::thread::ThreadEntry;
use jiff::Timestamp;

use super::contacts::bared;
use super::expression::{Change, Item, create_in_transaction, number, text};
use super::keys::Key;
use super::pages::Run;
use super::threads::entry;
use super::{Table, from_item, keys, port_error, to_item, unbuildable};

/// A transaction has at most 100 parts; contact, erasure and audit are three of them.
const THREADS_AT_ONCE: usize = 90;

fn item(tenant: &TenantId, erasure: &Erasure, due: Option<Timestamp>) -> PortResult<Item> {
    let id = &erasure.receipt.id;
    let mut item = to_item(&keys::erasure(tenant, id), "erasure", erasure)?;
    if let Some(due) = due {
        item.insert("gsi2pk".to_owned(), text(keys::erasure_shard(id)));
        item.insert("gsi2sk".to_owned(), text(keys::due_position(due)));
    }
    Ok(item)
}

fn scheduled(item: Item) -> PortResult<Trace> {
    from_item(item).map(|scheduled| Trace::Scheduled(Box::new(scheduled)))
}

/// The key of a trace, and the version with which it was read.
fn stands(tenant: &TenantId, trace: &Trace) -> PortResult<(Key, u64)> {
    let found = match trace {
        Trace::Entry(ThreadEntry::Message { message }) => keys::message(tenant, &message.id).zip(Some(message.version)),
        Trace::Entry(ThreadEntry::Note { note }) => keys::note(tenant, &note.id).zip(Some(note.version)),
        Trace::Entry(ThreadEntry::Call { call }) => keys::call(tenant, &call.id).zip(Some(call.version)),
        Trace::Row(row) => Some((keys::conversation(tenant, &row.id), row.version)),
        Trace::Scheduled(text) => keys::scheduled(tenant, &text.id).zip(Some(text.version)),
    };
    found.ok_or_else(|| unbuildable("an id that names no conversation"))
}

impl Table {
    /// Removes an item that is still as it was read.
    fn removal(&self, key: &Key, version: u64) -> PortResult<TransactWriteItem> {
        let unchanged = Change::new().when("version", "=", number(version));
        unchanged.delete_in_transaction(&self.name, key).map_err(unbuildable)
    }

    async fn some_of(
        &self,
        (pk, prefix): (&str, &str),
        until: Timestamp,
        limit: usize,
        trace: impl Fn(Item) -> PortResult<Trace>,
    ) -> PortResult<Vec<Trace>> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":first", text(prefix))
            .expression_attribute_values(":last", text(keys::last_made(prefix, until)))
            .consistent_read(true)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(port_error)?;
        answer.items.unwrap_or_default().into_iter().map(trace).collect()
    }
}

#[async_trait]
impl Erasures for Table {
    async fn begin(
        &self,
        tenant: &TenantId,
        (contact, rows): (&Contact, &[Conversation]),
        (erasure, due): (&Erasure, Timestamp),
        entry: &Entry,
    ) -> PortResult<bool> {
        let (together, others) = rows.split_at(rows.len().min(THREADS_AT_ONCE));
        let mut parts = vec![
            bared(contact, &self.name, &keys::contact(tenant, &contact.address)).map_err(unbuildable)?,
            create_in_transaction(&self.name, item(tenant, erasure, Some(due))?).map_err(unbuildable)?,
            self.audit_part(tenant, entry)?,
        ];
        for row in together {
            parts.push(self.removal(&keys::conversation(tenant, &row.id), row.version)?);
        }
        if self.transact(parts).await?.is_err() {
            return Ok(false);
        }
        for row in others {
            self.delete(&keys::conversation(tenant, &row.id)).await?;
        }
        Ok(true)
    }

    async fn erasure(&self, tenant: &TenantId, id: &ErasureId) -> PortResult<Option<Erasure>> {
        self.read(&keys::erasure(tenant, id), true).await?.map(from_item).transpose()
    }

    async fn erasures(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<Erasure>> {
        let pk = keys::erasures(tenant);
        self.page_of(&Run { pk: &pk, prefix: keys::ERASURE, newest_first: true }, page, from_item).await
    }

    async fn traces(
        &self,
        tenant: &TenantId,
        thread: &ConversationId,
        until: Timestamp,
        limit: usize,
    ) -> PortResult<Vec<Trace>> {
        let pk = keys::conversation_partition(tenant, thread);
        let mut found = self.some_of((&pk, keys::ENTRIES), until, limit, |item| entry(item).map(Trace::Entry)).await?;
        if found.len() < limit {
            found.extend(self.some_of((&pk, keys::SCHEDULED), until, limit - found.len(), scheduled).await?);
        }
        Ok(found)
    }

    async fn remove(
        &self,
        tenant: &TenantId,
        traces: &[Trace],
        (erasure, due): (&Erasure, Option<Timestamp>),
    ) -> PortResult<bool> {
        let before = Change::new().when("version", "=", number(erasure.version.saturating_sub(1)));
        let mut parts = vec![before.put_in_transaction(&self.name, item(tenant, erasure, due)?).map_err(unbuildable)?];
        for trace in traces {
            let (key, version) = stands(tenant, trace)?;
            parts.push(self.removal(&key, version)?);
        }
        Ok(self.transact(parts).await?.is_ok())
    }

    async fn postpone(&self, tenant: &TenantId, id: &ErasureId, due: Timestamp) -> PortResult<()> {
        let change = Change::new().set("gsi2sk", text(keys::due_position(due))).when_exists("gsi2pk");
        self.change(&keys::erasure(tenant, id), change).await?.ok();
        Ok(())
    }
}
