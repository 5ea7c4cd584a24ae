//! Consent: kept on the contact, so that it holds for every number of the tenant.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use hub_core::address::Address;
use hub_core::ids::{ConversationId, TenantId};
use hub_core::ports::{ConsentLedger, PortResult};
use jiff::Timestamp;

use super::expression::{Change, text};
use super::{Table, keys, unbuildable};

/// The contact's attribute that says whether it has opted out of a channel class.
pub(super) fn opted_out_attribute(channel: &str) -> String {
    format!("optedOut_{channel}")
}

/// What a keyword of `customer` writes on their contact.
pub(super) fn contact_change(customer: &Address, channel: &str, opted_out: Option<bool>, now: Timestamp) -> Change {
    let now = text(now.to_string());
    let change = Change::new()
        .set("entity", text("contact"))
        .set("address", text(customer.as_str()))
        .set_once("createdAt", now.clone())
        .set("lastInboundAt", now);
    match opted_out {
        Some(opted_out) => change.set(&opted_out_attribute(channel), AttributeValue::Bool(opted_out)),
        None => change,
    }
}

#[async_trait]
impl ConsentLedger for Table {
    async fn is_opted_out(&self, tenant: &TenantId, customer: &Address, channel: &str) -> PortResult<bool> {
        let item = self.read(&keys::contact(tenant, customer), true).await?.unwrap_or_default();
        let attribute = item.get(&opted_out_attribute(channel));
        Ok(attribute.and_then(|value| value.as_bool().ok()).copied().unwrap_or(false))
    }

    async fn record_opt_out(
        &self,
        tenant: &TenantId,
        conversation: &ConversationId,
        customer: &Address,
        now: Timestamp,
    ) -> PortResult<()> {
        let contact = Change::new()
            .set("entity", text("contact"))
            .set("address", text(customer.as_str()))
            .set_once("createdAt", text(now.to_string()))
            .set(&opted_out_attribute(hub_core::flows::receive_message::SMS), AttributeValue::Bool(true))
            .in_transaction(&self.name, &keys::contact(tenant, customer))
            .map_err(unbuildable)?;
        let conversation = Change::new()
            .set("optedOut", AttributeValue::Bool(true))
            .set("updatedAt", text(now.to_string()))
            .add("version", 1)
            .in_transaction(&self.name, &keys::conversation(tenant, conversation))
            .map_err(unbuildable)?;
        self.transact(vec![contact, conversation]).await.map(|_| ())
    }
}
