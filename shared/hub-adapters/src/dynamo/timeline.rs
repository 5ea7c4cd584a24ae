//! Partitions whose items lie in the order of time, because their sort key is a ULID.

use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{PortError, PortErrorKind, PortResult};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use ulid::Ulid;

use super::expression::{key_item, text, text_of};
use super::keys::Key;
use super::{Table, from_item, port_error};

/// A page that finds little ends after so many items, and the next one goes on from there.
const EXAMINED_MAX: usize = 2000;
const BATCH: i32 = 200;

/// A part of such a partition.
pub(super) struct Span {
    /// The partition.
    pub pk: String,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// The order in which it is read.
    pub newest_first: bool,
}

impl Span {
    /// The first and the last possible id.
    fn ids(&self) -> (String, String) {
        let at = |time: Timestamp| u64::try_from(time.as_millisecond()).unwrap_or_default();
        let first = self.from.map_or_else(Ulid::nil, |from| Ulid::from_parts(at(from), 0));
        let last = self.to.map_or(Ulid(u128::MAX), |to| Ulid::from_parts(at(to).saturating_sub(1), u128::MAX));
        (first.to_string(), last.to_string())
    }
}

impl Table {
    /// A page of the wanted items of a span.
    pub(super) async fn in_time<T: DeserializeOwned>(
        &self,
        span: &Span,
        page: &PageRequest,
        wants: impl Fn(&T) -> bool + Send,
    ) -> PortResult<Page<T>> {
        let (first, last) = span.ids();
        if first > last {
            return Ok(Page { rows: Vec::new(), next: None });
        }
        let mut start = match &page.after {
            Some(Position(id)) if id.parse::<Ulid>().is_ok() => {
                Some(key_item(&Key { pk: span.pk.clone(), sk: id.clone() }))
            }
            Some(_) => return Err(PortError::new(PortErrorKind::Rejected, "not a position in this list")),
            None => None,
        };
        let (mut rows, mut examined) = (Vec::new(), 0);
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
                .expression_attribute_values(":pk", text(&span.pk))
                .expression_attribute_values(":first", text(&first))
                .expression_attribute_values(":last", text(&last))
                .scan_index_forward(!span.newest_first)
                .limit(BATCH)
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(port_error)?;
            for item in answer.items.unwrap_or_default() {
                examined += 1;
                let position = text_of(&item, "sk").map(|sk| Position(sk.to_owned()));
                let row: T = from_item(item)?;
                if wants(&row) {
                    rows.push(row);
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
