//! Customers of the inbox as recipients of a campaign.

use hub_core::address::Address;
use hub_core::audience::{AudienceFilter, Listed};
use hub_core::ids::TenantId;
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{PortError, PortErrorKind, PortResult};
use jiff::Timestamp;

use super::expression::{Item, key_item, number_of, text, text_of};
use super::inbound::LAST_INBOUND;
use super::{Table, keys, port_error};

fn not_a_position() -> PortError {
    PortError::new(PortErrorKind::Rejected, "not a position in an inbox")
}

fn listed(item: &Item, filter: &AudienceFilter) -> Option<Listed> {
    let address = Address::from_carrier(text_of(item, "theirAddress")?);
    let ours = Address::from_carrier(text_of(item, "ourNumber")?);
    let is_wanted = filter.our_number.as_ref().is_none_or(|wanted| *wanted == ours);
    let at = number_of(item, LAST_INBOUND).and_then(|at| Timestamp::from_millisecond(at).ok());
    let name = text_of(item, "contactName").map(str::to_owned);
    is_wanted.then_some(Listed { address, name, last_inbound_at: at })
}

impl Table {
    pub(super) async fn listed(
        &self,
        tenant: &TenantId,
        filter: &AudienceFilter,
        page: &PageRequest,
    ) -> PortResult<Page<Listed>> {
        let inbox = keys::inbox(tenant, filter.state);
        let start = page.after.as_ref().map(|Position(position)| {
            let id = keys::parse_inbox_position(position).ok_or_else(not_a_position)?;
            let mut start = key_item(&keys::conversation(tenant, &id));
            start.insert("gsi1pk".to_owned(), text(&inbox));
            start.insert("gsi1sk".to_owned(), text(position));
            Ok::<_, PortError>(start)
        });
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("gsi1")
            .key_condition_expression("gsi1pk = :inbox")
            .expression_attribute_values(":inbox", text(&inbox))
            .scan_index_forward(false)
            .limit(i32::try_from(page.limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start.transpose()?)
            .send()
            .await
            .map_err(port_error)?;
        let last = answer.last_evaluated_key.as_ref();
        let next = last.and_then(|key| text_of(key, "gsi1sk")).map(|sk| Position(sk.to_owned()));
        let rows = answer.items.unwrap_or_default().iter().filter_map(|item| listed(item, filter)).collect();
        Ok(Page { rows, next })
    }
}
