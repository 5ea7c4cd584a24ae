//! Partitions whose items lie in the order of time, because their sort key is a ULID.

use hub_core::page::{Page, PageRequest};
use hub_core::ports::PortResult;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use ulid::Ulid;

use super::expression::text;
use super::pages::pages;
use super::{Table, from_item};

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
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(&span.pk))
            .expression_attribute_values(":first", text(&first))
            .expression_attribute_values(":last", text(&last))
            .scan_index_forward(!span.newest_first);
        pages(
            query,
            &span.pk,
            page,
            |sk| sk.parse::<Ulid>().is_ok(),
            move |item| {
                let row: T = from_item(item)?;
                Ok(wants(&row).then_some(row))
            },
        )
        .await
    }
}
