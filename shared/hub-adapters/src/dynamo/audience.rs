//! Customers of the inbox as recipients of a campaign.

use hub_core::address::Address;
use hub_core::audience::{AudienceFilter, Listed};
use hub_core::ids::TenantId;
use hub_core::page::{Page, PageRequest};
use hub_core::ports::PortResult;
use jiff::Timestamp;

use super::expression::{Item, number_of, text_of};
use super::inbound::LAST_INBOUND;
use super::lists::List;
use super::{Table, keys};

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
        let key_of = |position: &str| keys::inbox_key(tenant, position);
        self.list_page(&List::newest_first(&inbox), page, key_of, |item| Ok(listed(&item, filter))).await
    }
}
