//! Calls: among the messages of their thread, and in a list of the tenant's own.
//!
//! The first index holds every call of a tenant by the time at which it began, a place that never moves; the second one
//! those of which something is outstanding. A filter is applied to what the list holds.

use async_trait::async_trait;
use hub_core::call::{Call, CallFilter};
use hub_core::channel::ChannelClass;
use hub_core::contact::Contact;
use hub_core::conversation::LastMessage;
use hub_core::flows::calls::last_message;
use hub_core::ids::{CallId, TenantId};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{CallBegun, CallRecord, CallStore, MediaSource, PortResult, ThreadNews};
use jiff::Timestamp;

use super::contacts::{inherit, with_thread_on};
use super::expression::{Change, Item, create_in_transaction, key_item, number, number_of, text, text_of};
use super::inbound::Touch;
use super::lists::List;
use super::{Canceled, Table, broken, from_item, keys, port_error, to_item, unbuildable};

/// The attribute with the carrier's URL of the recording. It is no part of a call as the team sees it.
const SOURCE: &str = "recordingSource";
const ENTITY: &str = "call";
/// The attribute that says up to which beginning of calls recordings were looked through.
pub(super) const CLEANED: &str = "cleanedUntil";

fn call_key(tenant: &TenantId, id: &CallId) -> PortResult<keys::Key> {
    keys::call(tenant, id).ok_or_else(|| unbuildable("call id names no conversation"))
}

/// The call with its places in the indexes.
fn item(tenant: &TenantId, record: &CallRecord) -> PortResult<Item> {
    let call = &record.call;
    let mut item = to_item(&call_key(tenant, &call.id)?, ENTITY, call)?;
    item.insert("gsi1pk".to_owned(), text(keys::call_list(tenant)));
    item.insert("gsi1sk".to_owned(), text(keys::call_position(call.started_at, &call.id)));
    if let Some(source) = &record.source {
        item.insert(SOURCE.to_owned(), serde_dynamo::to_attribute_value(source).map_err(unbuildable)?);
    }
    if let Some(due) = record.due {
        item.insert("gsi2pk".to_owned(), text(keys::CALLS_DUE));
        item.insert("gsi2sk".to_owned(), text(keys::due_position(due)));
    }
    Ok(item)
}

fn record(mut item: Item) -> PortResult<CallRecord> {
    let source: Option<MediaSource> =
        item.remove(SOURCE).map(serde_dynamo::from_attribute_value).transpose().map_err(broken)?;
    let due = text_of(&item, "gsi2sk").and_then(|due| due.parse().ok());
    let due = due.and_then(|due| Timestamp::from_millisecond(due).ok());
    Ok(CallRecord { call: from_item(item)?, source, due })
}

/// The row of a call's thread.
fn touch(tenant: &TenantId, call: &Call, last: LastMessage) -> PortResult<Change> {
    let touch = Touch {
        id: &call.conversation_id,
        channel: ChannelClass::Sms,
        ours: &call.our_number,
        theirs: &call.their_address,
        last,
        opens: true,
    };
    touch.change(tenant)
}

/// What leads from a SID to its call.
fn pointer(tenant: &TenantId, id: &CallId, sid: &str) -> Item {
    let mut pointer = key_item(&keys::sid(tenant, sid));
    pointer.insert("entity".to_owned(), text("sid"));
    pointer.insert("callId".to_owned(), text(id.as_str()));
    pointer
}

#[async_trait]
impl CallStore for Table {
    async fn begin_call(&self, tenant: &TenantId, record: &CallRecord, contact: &Contact) -> PortResult<CallBegun> {
        let call = &record.call;
        let now = call.started_at;
        let sid = call.sid.as_deref().unwrap_or_default();
        let mut row = touch(tenant, call, last_message(call, now))?;
        let mut parts = vec![create_in_transaction(&self.name, item(tenant, record)?)];
        if !sid.is_empty() {
            parts.insert(0, create_in_transaction(&self.name, pointer(tenant, &call.id, sid)));
        }
        if let Some(change) = with_thread_on(contact, (&call.conversation_id, ChannelClass::Sms), now) {
            row = inherit(row, contact, ChannelClass::Sms);
            parts.push(change.in_transaction(&self.name, &keys::contact(tenant, &contact.address)));
        }
        parts.push(row.in_transaction(&self.name, &keys::conversation(tenant, &call.conversation_id)));
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        match self.transact(parts).await? {
            Ok(()) => Ok(CallBegun::Stored),
            Err(Canceled::Condition(0)) if !sid.is_empty() => match self.call_by_sid(tenant, sid).await? {
                Some(id) => Ok(CallBegun::Known(id)),
                None => Err(broken("the SID is another thing's")),
            },
            Err(Canceled::Condition(_)) => Ok(CallBegun::Moved),
        }
    }

    async fn call_record(&self, tenant: &TenantId, id: &CallId) -> PortResult<Option<CallRecord>> {
        let Some(key) = keys::call(tenant, id) else { return Ok(None) };
        let item = self.read(&key, true).await?;
        item.filter(|item| text_of(item, "entity") == Some(ENTITY)).map(record).transpose()
    }

    async fn call_by_sid(&self, tenant: &TenantId, sid: &str) -> PortResult<Option<CallId>> {
        let pointer = self.read(&keys::sid(tenant, sid), true).await?.unwrap_or_default();
        text_of(&pointer, "callId").map(|id| id.parse().map_err(broken)).transpose()
    }

    async fn bind_call_sid(&self, tenant: &TenantId, id: &CallId, sid: &str) -> PortResult<bool> {
        let is_new = self.create(pointer(tenant, id, sid)).await?;
        Ok(is_new || self.call_by_sid(tenant, sid).await?.as_ref() == Some(id))
    }

    async fn put_call(&self, tenant: &TenantId, record: &CallRecord, news: Option<&ThreadNews>) -> PortResult<bool> {
        let call = &record.call;
        let before = number(call.version.saturating_sub(1));
        let put = Change::new().when("version", "=", before);
        let mut parts = vec![put.put_in_transaction(&self.name, item(tenant, record)?)];
        if let Some(news) = news {
            let mut row = touch(tenant, call, news.last.clone())?;
            if news.is_unread {
                row = row.add("inboundCount", 1);
            }
            parts.push(row.in_transaction(&self.name, &keys::conversation(tenant, &call.conversation_id)));
        }
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        Ok(self.transact(parts).await?.is_ok())
    }

    async fn calls(&self, tenant: &TenantId, filter: &CallFilter, page: &PageRequest) -> PortResult<Page<Call>> {
        let list = keys::call_list(tenant);
        let row = |item| {
            let call: Call = from_item(item)?;
            Ok(filter.wants(&call).then_some(call))
        };
        let key_of = |position: &str| keys::call(tenant, &keys::parse_call_position(position)?);
        self.filtered_page(&List::newest_first(&list), page, filter.wants_all(), key_of, row).await
    }

    async fn active_calls(&self, tenant: &TenantId, since: Timestamp) -> PortResult<Vec<Call>> {
        let (mut active, mut start) = (Vec::new(), None);
        let since = keys::time_position(since);
        loop {
            let answer = self
                .list(&List::newest_first(&keys::call_list(tenant)))
                .key_condition_expression("gsi1pk = :list AND gsi1sk >= :since")
                .expression_attribute_values(":since", text(&since))
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(port_error)?;
            for item in answer.items.unwrap_or_default() {
                let call: Call = from_item(item)?;
                if !call.is_over() {
                    active.push(call);
                }
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(active);
            }
        }
    }

    async fn due_calls(&self, as_of: Timestamp, limit: usize) -> PortResult<Vec<(TenantId, CallId)>> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("gsi2")
            .key_condition_expression("gsi2pk = :due AND gsi2sk < :now")
            .expression_attribute_values(":due", text(keys::CALLS_DUE))
            .expression_attribute_values(":now", text(keys::due_position(as_of)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(port_error)?;
        let named = |item: &Item| keys::parse_call(text_of(item, "pk")?, text_of(item, "sk")?);
        Ok(answer.items.unwrap_or_default().iter().filter_map(named).collect())
    }

    async fn calls_between(
        &self,
        tenant: &TenantId,
        since: Timestamp,
        before: Timestamp,
        limit: usize,
    ) -> PortResult<Vec<Call>> {
        // A range of keys that ends before it begins is refused.
        if since >= before {
            return Ok(Vec::new());
        }
        let list = keys::call_list(tenant);
        let answer = self
            .list(&List { name: &list, newest_first: false, before: None })
            .key_condition_expression("gsi1pk = :list AND gsi1sk BETWEEN :since AND :before")
            .expression_attribute_values(":since", text(keys::time_position(since)))
            .expression_attribute_values(":before", text(keys::time_position(before)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(port_error)?;
        answer.items.unwrap_or_default().into_iter().map(from_item).collect()
    }

    async fn cleaned_until(&self, tenant: &TenantId) -> PortResult<Option<Timestamp>> {
        let item = self.read(&keys::recordings(tenant), true).await?.unwrap_or_default();
        let until = number_of(&item, CLEANED).map(Timestamp::from_millisecond);
        until.transpose().map_err(broken)
    }

    async fn clean_on(&self, tenant: &TenantId, from: Timestamp, until: Timestamp, due: Timestamp) -> PortResult<()> {
        let change = Change::new()
            .set(CLEANED, number(until.as_millisecond()))
            .set("gsi2sk", text(keys::due_position(due)))
            .when(CLEANED, "=", number(from.as_millisecond()));
        self.change(&keys::recordings(tenant), change).await?.ok();
        Ok(())
    }

    async fn postpone_call(&self, tenant: &TenantId, id: &CallId, due: Timestamp) -> PortResult<()> {
        let change = Change::new().set("gsi2sk", text(keys::due_position(due))).when_exists("gsi2pk");
        self.change(&call_key(tenant, id)?, change).await?.ok();
        Ok(())
    }
}
