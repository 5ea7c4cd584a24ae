//! Dead letters: one partition per tenant, in the order of their ids. Each changes together with its message.

use async_trait::async_trait;
use hub_core::flows::dead_letters::DEAD_LETTER;
use hub_core::ids::{MessageId, TenantId};
use hub_core::message::MessageStatus;
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{DeadLetter, DeadLetters, PortResult};
use jiff::Timestamp;

use super::expression::{Change, create_in_transaction, text, text_of};
use super::outbound::{WORK, to_status};
use super::timeline::Span;
use super::{Table, broken, keys, to_item, unbuildable};

#[async_trait]
impl DeadLetters for Table {
    async fn bury(&self, tenant: &TenantId, letter: &DeadLetter) -> PortResult<bool> {
        let Some(key) = keys::message(tenant, &letter.message_id) else { return Ok(false) };
        let failed = to_status(Change::new(), &MessageStatus::Failed)
            .set("errorCode", text(DEAD_LETTER))
            .set("errorMessage", text(&letter.reason))
            .remove(&WORK)
            .when("status", "=", text(MessageStatus::Queued.as_str()));
        let listed = to_item(&keys::dead_letter(tenant, &letter.id), "dead_letter", letter)?;
        let parts = vec![
            failed.in_transaction(&self.name, &key).map_err(unbuildable)?,
            create_in_transaction(&self.name, listed).map_err(unbuildable)?,
        ];
        Ok(self.transact(parts).await?.is_ok())
    }

    async fn dead_letters(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<DeadLetter>> {
        let span = Span { pk: keys::dead_letters(tenant), from: None, to: None, newest_first: true };
        self.in_time(&span, page, |_| true).await
    }

    async fn raise(&self, tenant: &TenantId, id: &str, due: Timestamp) -> PortResult<Option<MessageId>> {
        let listed = keys::dead_letter(tenant, id);
        let Some(item) = self.read(&listed, true).await? else { return Ok(None) };
        let message: MessageId = text_of(&item, "messageId").unwrap_or_default().parse().map_err(broken)?;
        let Some(key) = keys::message(tenant, &message) else { return Ok(None) };
        let queued = to_status(Change::new(), &MessageStatus::Queued)
            .set("gsi2pk", text(keys::due_shard(&message)))
            .set("gsi2sk", text(keys::due_position(due)))
            .remove(&["errorCode", "errorMessage"])
            .when("errorCode", "=", text(DEAD_LETTER));
        let parts = vec![
            Change::new().when_exists("pk").delete_in_transaction(&self.name, &listed).map_err(unbuildable)?,
            queued.in_transaction(&self.name, &key).map_err(unbuildable)?,
        ];
        Ok(self.transact(parts).await?.is_ok().then_some(message))
    }
}
