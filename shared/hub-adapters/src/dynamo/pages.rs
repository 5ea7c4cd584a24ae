//! Pages of a partition of which only some items are wanted.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{PortError, PortErrorKind, PortResult};

use super::expression::{Item, key_item, text_of};
use super::keys::Key;
use super::port_error;

/// A page that finds little ends after so many items, and the next one goes on from there.
const EXAMINED_MAX: usize = 1_000;
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
    let mut start = match &page.after {
        Some(Position(sk)) if is_position(sk) => Some(key_item(&Key { pk: pk.to_owned(), sk: sk.clone() })),
        Some(_) => return Err(PortError::new(PortErrorKind::Rejected, "not a position in this list")),
        None => None,
    };
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
