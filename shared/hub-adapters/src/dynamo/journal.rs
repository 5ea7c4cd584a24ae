//! The webhook journal: one partition per tenant, requests in the order of their ids.

use async_trait::async_trait;
use hub_core::ids::TenantId;
use hub_core::journal::{JournalFilter, KeptRequest, Request};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{Journal, PortResult};
use jiff::Timestamp;

use super::expression::number;
use super::timeline::Span;
use super::{Table, keys, to_item};

fn span(tenant: &TenantId, filter: &JournalFilter, newest_first: bool) -> Span {
    Span { pk: keys::journal(tenant), from: filter.from, to: filter.to, newest_first }
}

#[async_trait]
impl Journal for Table {
    async fn keep(&self, tenant: &TenantId, request: &KeptRequest, expires: Timestamp) -> PortResult<()> {
        let mut item = to_item(&keys::journal_request(tenant, &request.request.id), "webhook", request)?;
        item.insert("expires_at".to_owned(), number(expires.as_second()));
        self.write(item).await
    }

    async fn requests(
        &self,
        tenant: &TenantId,
        filter: &JournalFilter,
        page: &PageRequest,
    ) -> PortResult<Page<Request>> {
        self.in_time(&span(tenant, filter, true), page, |request| filter.wants(request)).await
    }

    async fn kept(
        &self,
        tenant: &TenantId,
        filter: &JournalFilter,
        page: &PageRequest,
    ) -> PortResult<Page<KeptRequest>> {
        self.in_time(&span(tenant, filter, false), page, |kept: &KeptRequest| filter.wants(&kept.request)).await
    }
}
