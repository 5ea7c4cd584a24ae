//! The message store: reading, and the doors to `inbound` and `outbound`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use hub_core::ids::{ConversationId, MessageId, TenantId};
use hub_core::message::Message;
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{
    Claim, Doubt, DueWork, InboundMessage, InboundOutcome, MessageStore, OutboundMessage, PortResult, QueuedOutcome,
    RequestKey, Settlement, StatusReport,
};
use hub_core::thread::ThreadEntry;
use jiff::Timestamp;

use super::expression::{Item, text_of};
use super::{Table, from_item, keys};

/// Calls and notes lie among the messages of their thread.
fn is_message(item: &Item) -> bool {
    text_of(item, "entity") == Some("message")
}

#[async_trait]
impl MessageStore for Table {
    async fn store_inbound(&self, tenant: &TenantId, inbound: &InboundMessage) -> PortResult<InboundOutcome> {
        self.put_inbound(tenant, inbound).await
    }

    async fn store_outbound(&self, tenant: &TenantId, outbound: &OutboundMessage) -> PortResult<QueuedOutcome> {
        self.put_outbound(tenant, outbound).await
    }

    async fn stored_with_key(&self, tenant: &TenantId, key: &RequestKey) -> PortResult<Option<QueuedOutcome>> {
        self.first_with_key(tenant, key).await
    }

    async fn message(&self, tenant: &TenantId, id: &MessageId) -> PortResult<Option<Message>> {
        match keys::message(tenant, id) {
            Some(key) => self.read(&key, true).await?.filter(is_message).map(from_item).transpose(),
            None => Ok(None),
        }
    }

    async fn messages(
        &self,
        tenant: &TenantId,
        conversation: &ConversationId,
        page: &PageRequest,
    ) -> PortResult<Page<Message>> {
        let page = self.entries(tenant, conversation, page).await?;
        let of_message = |entry| match entry {
            ThreadEntry::Message { message } => Some(*message),
            ThreadEntry::Note { .. } | ThreadEntry::Call { .. } => None,
        };
        Ok(Page { rows: page.rows.into_iter().filter_map(of_message).collect(), next: page.next })
    }

    async fn claim(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> PortResult<Option<Claim>> {
        self.claim_message(tenant, id, now, lease_until).await
    }

    async fn settle(
        &self,
        tenant: &TenantId,
        claim: &Claim,
        settlement: &Settlement,
        now: Timestamp,
    ) -> PortResult<bool> {
        self.settle_claim(tenant, claim, settlement, now).await
    }

    async fn handovers(&self, tenant: &TenantId, threads: &BTreeSet<ConversationId>, now: Timestamp) -> PortResult<()> {
        self.wait_for_handovers(tenant, threads, now).await
    }

    async fn refuse(&self, tenant: &TenantId, id: &MessageId, code: &str, reason: &str) -> PortResult<bool> {
        self.refuse_message(tenant, id, code, reason).await
    }

    async fn expire_lease(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        now: Timestamp,
        due: Timestamp,
    ) -> PortResult<bool> {
        self.expire(tenant, id, now, due).await
    }

    async fn doubt(&self, tenant: &TenantId, id: &MessageId) -> PortResult<Option<Doubt>> {
        self.doubt_about(tenant, id).await
    }

    async fn settle_doubt(&self, tenant: &TenantId, doubt: &Doubt, sid: &str) -> PortResult<bool> {
        self.found_at_carrier(tenant, doubt, sid).await
    }

    async fn reopen(&self, tenant: &TenantId, doubt: &Doubt, due: Timestamp) -> PortResult<bool> {
        self.reopen_message(tenant, doubt, due).await
    }

    async fn put_off(&self, tenant: &TenantId, doubt: &Doubt, due: Option<Timestamp>) -> PortResult<bool> {
        self.put_doubt_off(tenant, doubt, due).await
    }

    async fn postpone(&self, tenant: &TenantId, id: &MessageId, due: Timestamp) -> PortResult<bool> {
        self.postpone_message(tenant, id, due).await
    }

    async fn apply_report(
        &self,
        tenant: &TenantId,
        id: &MessageId,
        report: &StatusReport,
        now: Timestamp,
    ) -> PortResult<bool> {
        self.report(tenant, id, report, now).await
    }

    async fn find_or_keep_report(&self, tenant: &TenantId, report: &StatusReport) -> PortResult<Option<MessageId>> {
        self.find_sid(tenant, report).await
    }

    async fn due(&self, as_of: Timestamp, limit: usize) -> PortResult<Vec<DueWork>> {
        self.due_work(as_of, limit).await
    }

    async fn park(&self, tenant: &TenantId, id: &MessageId) -> PortResult<bool> {
        self.park_message(tenant, id).await
    }

    async fn parked(&self, tenant: &TenantId, limit: usize) -> PortResult<Vec<MessageId>> {
        self.parked_messages(tenant, limit).await
    }
}
