//! Pages of the indexes: a tenant's lists in the first one, work of every tenant in the second.

use std::fmt::Display;
use std::str::FromStr;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use hub_core::ids::TenantId;
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::PortResult;
use jiff::Timestamp;

use super::expression::{Item, key_item, text, text_of};
use super::keys::{self, Key};
use super::pages::{EXAMINED_MAX, not_a_position};
use super::{Table, broken, port_error};

/// A filtered list is read in parts of so many rows.
const BATCH: usize = 100;

/// A list of the first index. A position is where an item stands in it, which names the item.
pub(super) struct List<'a> {
    pub name: &'a str,
    pub newest_first: bool,
    /// Only what stands before this.
    pub before: Option<&'a str>,
}

impl<'a> List<'a> {
    /// The whole of a list, the newest first.
    pub(super) fn newest_first(name: &'a str) -> Self {
        Self { name, newest_first: true, before: None }
    }

    fn start(&self, page: &PageRequest, key_of: impl Fn(&str) -> Option<Key>) -> PortResult<Option<Item>> {
        let Some(Position(position)) = &page.after else { return Ok(None) };
        let key = key_of(position).ok_or_else(not_a_position)?;
        Ok(Some(starting_at(&key, ("gsi1pk", self.name), ("gsi1sk", position))))
    }
}

fn starting_at(key: &Key, partition: (&str, &str), position: (&str, &str)) -> Item {
    let mut start = key_item(key);
    start.extend([partition, position].map(|(name, value)| (name.to_owned(), text(value))));
    start
}

fn limited(query: QueryFluentBuilder, limit: usize) -> QueryFluentBuilder {
    query.limit(i32::try_from(limit).unwrap_or(i32::MAX))
}

impl Table {
    /// Asks for a list.
    pub(super) fn list(&self, list: &List<'_>) -> QueryFluentBuilder {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("gsi1")
            .scan_index_forward(!list.newest_first)
            .expression_attribute_values(":list", text(list.name));
        match list.before {
            None => query.key_condition_expression("gsi1pk = :list"),
            Some(before) => query
                .key_condition_expression("gsi1pk = :list AND gsi1sk < :before")
                .expression_attribute_values(":before", text(before)),
        }
    }

    /// A page of a list by one query.
    pub(super) async fn list_page<T>(
        &self,
        list: &List<'_>,
        page: &PageRequest,
        key_of: impl Fn(&str) -> Option<Key>,
        row: impl Fn(Item) -> PortResult<Option<T>>,
    ) -> PortResult<Page<T>> {
        let query = limited(self.list(list), page.limit).set_exclusive_start_key(list.start(page, key_of)?);
        let answer = query.send().await.map_err(port_error)?;
        let last = answer.last_evaluated_key.as_ref().and_then(|key| text_of(key, "gsi1sk"));
        let next = last.map(|position| Position(position.to_owned()));
        let rows = answer.items.unwrap_or_default().into_iter().filter_map(|item| row(item).transpose());
        Ok(Page { rows: rows.collect::<PortResult<_>>()?, next })
    }

    /// A full page of what `row` makes rows of, as far as it is found among [`EXAMINED_MAX`]; the next page goes on from
    /// there.
    pub(super) async fn filtered_page<T>(
        &self,
        list: &List<'_>,
        page: &PageRequest,
        wants_all: bool,
        key_of: impl Fn(&str) -> Option<Key>,
        row: impl Fn(Item) -> PortResult<Option<T>>,
    ) -> PortResult<Page<T>> {
        let query = limited(self.list(list), if wants_all { page.limit } else { BATCH });
        let mut start = list.start(page, key_of)?;
        let (mut rows, mut examined) = (Vec::new(), 0);
        loop {
            let answer = query.clone().set_exclusive_start_key(start.take()).send().await.map_err(port_error)?;
            let is_last = answer.last_evaluated_key.is_none();
            let items = answer.items.unwrap_or_default();
            examined += items.len();
            let mut items = items.into_iter().peekable();
            while let Some(item) = items.next() {
                let position = text_of(&item, "gsi1sk").map(|position| Position(position.to_owned()));
                rows.extend(row(item)?);
                let is_end = items.peek().is_none();
                if rows.len() == page.limit || (is_end && examined >= EXAMINED_MAX) {
                    let next = if is_end && is_last { None } else { position };
                    return Ok(Page { rows, next });
                }
            }
            if is_last {
                return Ok(Page { rows, next: None });
            }
            start = answer.last_evaluated_key;
        }
    }

    /// A page of what is due by a time in a partition of the second index, the longest due first.
    pub(super) async fn due_page<Id: Display + FromStr<Err: Display>>(
        &self,
        partition: &str,
        as_of: Timestamp,
        page: &PageRequest,
        key_of: impl Fn(&TenantId, &Id) -> Option<Key>,
        parse: impl Fn(&str, &str) -> Option<(TenantId, Id)>,
    ) -> PortResult<Page<(TenantId, Id)>> {
        let start = page.after.as_ref().map(|Position(position)| {
            let (due, named) = position.split_once('|').ok_or_else(not_a_position)?;
            let (tenant, id) = named.split_once('|').ok_or_else(not_a_position)?;
            let (tenant, id) = (tenant.parse().map_err(broken)?, id.parse().map_err(broken)?);
            let key = key_of(&tenant, &id).ok_or_else(not_a_position)?;
            PortResult::Ok(starting_at(&key, ("gsi2pk", partition), ("gsi2sk", due)))
        });
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("gsi2")
            .key_condition_expression("gsi2pk = :partition AND gsi2sk <= :now")
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":now", text(keys::due_position(as_of)))
            .set_exclusive_start_key(start.transpose()?);
        let answer = limited(query, page.limit).send().await.map_err(port_error)?;
        let named = |item: &Item| parse(text_of(item, "pk")?, text_of(item, "sk")?);
        let next = answer.last_evaluated_key.as_ref().and_then(|key| {
            let (tenant, id) = named(key)?;
            Some(Position(format!("{}|{tenant}|{id}", text_of(key, "gsi2sk")?)))
        });
        Ok(Page { rows: answer.items.unwrap_or_default().iter().filter_map(named).collect(), next })
    }
}
