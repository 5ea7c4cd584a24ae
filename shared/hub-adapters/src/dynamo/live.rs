//! Live events and the sockets that hear them.

use async_trait::async_trait;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use hub_core::ids::{ConnectionId, TenantId};
use hub_core::live::{Event, Logged, Published, Visitor};
use hub_core::ports::{Connection, EVENTS_AT_ONCE, LiveStore, PortResult};
use jiff::Timestamp;

use super::expression::{Item, key_item, number, number_of, text, text_of};
use super::{Table, broken, from_item, keys, port_error, to_item};

/// Mostly the newest event is older than the batch, so the first page is small.
const FIRST_PAGE: i32 = 5;
const NEXT_PAGE: i32 = 50;

fn events(item: &Item) -> PortResult<Vec<Event>> {
    let json = text_of(item, "events").ok_or_else(|| broken("a line of the log without events"))?;
    serde_json::from_str(json).map_err(broken)
}

fn logged(item: &Item) -> Option<Logged> {
    Some(Logged {
        last: number_of(item, "last")?,
        at: Timestamp::from_millisecond(number_of(item, "at")?).ok()?,
        change_ids: text_of(item, "changeIds")?.split(' ').map(str::to_owned).collect(),
    })
}

impl Table {
    /// Reads a whole partition as it is now.
    fn partition(&self, pk: String) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(pk))
            .consistent_read(true)
    }
}

#[async_trait]
impl LiveStore for Table {
    async fn newest_events(&self, tenant: &TenantId, since: Timestamp) -> PortResult<Vec<Logged>> {
        let (mut events, mut start): (Vec<Logged>, Option<Item>) = (Vec::new(), None);
        loop {
            let answer = self
                .partition(keys::live(tenant))
                .scan_index_forward(false)
                .projection_expression("#last, #at, changeIds")
                .expression_attribute_names("#last", "last")
                .expression_attribute_names("#at", "at")
                .limit(if start.is_none() { FIRST_PAGE } else { NEXT_PAGE })
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(port_error)?;
            for item in answer.items.unwrap_or_default() {
                let event = logged(&item).ok_or_else(|| broken("events without their number, time or causes"))?;
                let is_older = event.at < since;
                if is_older && !events.is_empty() {
                    return Ok(events);
                }
                events.push(event);
                if is_older {
                    return Ok(events);
                }
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(events);
            }
        }
    }

    async fn append_events(&self, tenant: &TenantId, published: &[Published], expires: Timestamp) -> PortResult<bool> {
        let (Some(first), Some(last)) = (published.first(), published.last()) else { return Ok(true) };
        let events: Vec<_> = published.iter().map(|published| &published.event).collect();
        let causes: Vec<_> = published.iter().map(|published| published.change_id.as_str()).collect();
        let mut item = key_item(&keys::event(tenant, first.event.seq));
        item.insert("entity".to_owned(), text("event"));
        item.insert("events".to_owned(), text(serde_json::to_string(&events).map_err(broken)?));
        item.insert("last".to_owned(), number(last.event.seq));
        item.insert("at".to_owned(), number(first.event.at.as_millisecond()));
        item.insert("changeIds".to_owned(), text(causes.join(" ")));
        item.insert("expires_at".to_owned(), number(expires.as_second()));
        self.create(item).await
    }

    async fn events_after(&self, tenant: &TenantId, seq: u64, limit: usize) -> PortResult<Vec<Event>> {
        // The first that are asked for may stand behind others that were appended with them.
        let before = seq.saturating_sub(EVENTS_AT_ONCE as u64);
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk > :after")
            .expression_attribute_values(":pk", text(keys::live(tenant)))
            .expression_attribute_values(":after", text(keys::event_position(before)))
            .consistent_read(true)
            .limit(i32::try_from(limit.saturating_add(EVENTS_AT_ONCE)).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(port_error)?;
        let mut after = Vec::new();
        for item in answer.items.unwrap_or_default() {
            after.extend(events(&item)?.into_iter().filter(|event| event.seq > seq));
        }
        after.truncate(limit);
        Ok(after)
    }

    async fn newest_seq(&self, tenant: &TenantId) -> PortResult<u64> {
        let answer =
            self.partition(keys::live(tenant)).scan_index_forward(false).limit(1).send().await.map_err(port_error)?;
        let newest = answer.items.unwrap_or_default().into_iter().next();
        Ok(newest.and_then(|item| number_of(&item, "last")).unwrap_or(0))
    }

    async fn put_connection(
        &self,
        id: &ConnectionId,
        gateway_id: &str,
        visitor: &Visitor,
        expires: Timestamp,
    ) -> PortResult<()> {
        // The pointer first: where the socket stands in its tenant's list, it can also be found for removal.
        for key in [keys::directory_socket(id), keys::socket(&visitor.tenant_id, id)] {
            let mut item = to_item(&key, "socket", visitor)?;
            item.insert("gatewayId".to_owned(), text(gateway_id));
            item.insert("expires_at".to_owned(), number(expires.as_second()));
            self.write(item).await?;
        }
        Ok(())
    }

    async fn visitor(&self, id: &ConnectionId) -> PortResult<Option<Visitor>> {
        self.read(&keys::directory_socket(id), false).await?.map(from_item).transpose()
    }

    async fn remove_connection(&self, id: &ConnectionId) -> PortResult<()> {
        let Some(pointer) = self.delete(&keys::directory_socket(id)).await? else { return Ok(()) };
        let visitor: Visitor = from_item(pointer)?;
        self.delete(&keys::socket(&visitor.tenant_id, id)).await.map(|_| ())
    }

    async fn connections(&self, tenant: &TenantId, now: Timestamp) -> PortResult<Vec<Connection>> {
        let (mut open, mut start) = (Vec::new(), None);
        loop {
            let answer = self
                .partition(keys::sockets(tenant))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(port_error)?;
            for item in answer.items.unwrap_or_default() {
                let is_open = number_of::<i64>(&item, "expires_at").is_some_and(|expires| expires > now.as_second());
                let id = text_of(&item, "sk").and_then(|id| id.parse().ok());
                let gateway_id = text_of(&item, "gatewayId").map(str::to_owned);
                if let (true, Some(id), Some(gateway_id)) = (is_open, id, gateway_id) {
                    let visitor: Visitor = from_item(item)?;
                    open.push(Connection { id, gateway_id, user_id: visitor.user_id });
                }
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(open);
            }
        }
    }
}
