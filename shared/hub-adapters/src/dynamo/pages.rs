//! Pages of a partition, of which all items are wanted or only some.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{PortError, PortErrorKind, PortResult};

use super::expression::{Item, key_item, text, text_of};
use super::keys::Key;
use super::{Table, port_error};

/// A page that finds little ends after so many items, and the next one goes on from there.
pub(super) const EXAMINED_MAX: usize = 1_000;
const BATCH: i32 = 100;

/// The items of a partition of the table that `pick` makes rows of, in the order of the query. A position is a sort key
/// that `is_position` knows.
pub(super) async fn pages<T>(
    query: QueryFluentBuilder,
    pk: &str,
    page: &PageRequest,
    is_position: impl Fn(&str) -> bool + Send,
    mut pick: impl FnMut(Item) -> PortResult<Option<T>> + Send,
) -> PortResult<Page<T>> {
    let mut start = start_of(pk, page, is_position)?;
    let (mut rows, mut examined) = (Vec::new(), 0);
    loop {
        let batch = query.clone().limit(BATCH).set_exclusive_start_key(start.take());
        let answer = batch.send().await.map_err(port_error)?;
        for item in answer.items.unwrap_or_default() {
            examined += 1;
            let position = text_of(&item, "sk").map(|sk| Position(sk.to_owned()));
            rows.extend(pick(item)?);
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

pub(super) fn not_a_position() -> PortError {
    PortError::new(PortErrorKind::Rejected, "not a position in this list")
}

/// Where a page begins.
fn start_of(pk: &str, page: &PageRequest, is_position: impl Fn(&str) -> bool) -> PortResult<Option<Item>> {
    match &page.after {
        Some(Position(sk)) if is_position(sk) => Ok(Some(key_item(&Key { pk: pk.to_owned(), sk: sk.clone() }))),
        Some(_) => Err(not_a_position()),
        None => Ok(None),
    }
}

/// Every item of a partition whose sort key begins so.
pub(super) struct Run<'a> {
    pub pk: &'a str,
    /// What the sort keys begin with; may be empty.
    pub prefix: &'a str,
    /// By the sort key.
    pub newest_first: bool,
}

impl Table {
    /// A page of a run, as it is now.
    pub(super) async fn page_of<T>(
        &self,
        run: &Run<'_>,
        page: &PageRequest,
        row: impl Fn(Item) -> PortResult<T> + Send,
    ) -> PortResult<Page<T>> {
        let start = start_of(run.pk, page, |sk| sk.starts_with(run.prefix))?;
        let mut query = self.client.query().table_name(&self.name).expression_attribute_values(":pk", text(run.pk));
        query = if run.prefix.is_empty() {
            query.key_condition_expression("pk = :pk")
        } else {
            let prefix = text(run.prefix);
            query
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":prefix", prefix)
        };
        let answer = query
            .scan_index_forward(!run.newest_first)
            .consistent_read(true)
            .limit(i32::try_from(page.limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(port_error)?;
        let last = answer.last_evaluated_key.as_ref().and_then(|key| text_of(key, "sk"));
        let next = last.map(|sk| Position(sk.to_owned()));
        let rows = answer.items.unwrap_or_default().into_iter().map(row).collect::<PortResult<_>>()?;
        Ok(Page { rows, next })
    }
}
