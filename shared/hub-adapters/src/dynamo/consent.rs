//! The consent ledger: lines in the contact's partition, the head on the contact.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use hub_core::address::Address;
use hub_core::audit::Entry;
use hub_core::consent::{ConsentEntry, ConsentKind};
use hub_core::contact::Contact;
use hub_core::ids::{ConversationId, TenantId};
use hub_core::ports::{ConsentLedger, PortResult};

use super::contacts::with_head;
use super::expression::{Change, create_in_transaction, text};
use super::{Table, from_item, keys, port_error, to_item, unbuildable};

/// Whether a line changes what may be sent.
pub(super) fn changes_state(entry: &ConsentEntry) -> bool {
    entry.kind != ConsentKind::HelpRequested
}

/// What a line that changes something makes of a thread of its contact.
pub(super) fn mark(entry: &ConsentEntry, conversation: Change) -> Change {
    conversation
        .set("optedOut", AttributeValue::Bool(entry.kind == ConsentKind::OptedOut))
        .set("optOutSuspected", AttributeValue::Bool(false))
}

/// The same for a thread that changes in nothing else.
pub(super) fn touched(entry: &ConsentEntry) -> Change {
    mark(entry, Change::new().set("updatedAt", text(entry.at.to_string())))
}

impl Table {
    /// A line as part of the transaction that it tells of.
    pub(super) fn ledger_part(&self, tenant: &TenantId, entry: &ConsentEntry) -> PortResult<TransactWriteItem> {
        let key = keys::consent(tenant, &entry.contact, entry.channel, entry.seq);
        create_in_transaction(&self.name, to_item(&key, "consent", entry)?).map_err(unbuildable)
    }

    /// What a line makes of its contact's threads on its channel: so many as go into a transaction, and the others.
    pub(super) fn consent_marks<'a>(
        &self,
        tenant: &TenantId,
        entry: &ConsentEntry,
        threads: impl Iterator<Item = &'a ConversationId>,
    ) -> PortResult<(Vec<TransactWriteItem>, Vec<&'a ConversationId>)> {
        self.marks(tenant, threads.filter(|_| changes_state(entry)), || touched(entry))
    }
}

#[async_trait]
impl ConsentLedger for Table {
    async fn append(
        &self,
        tenant: &TenantId,
        contact: &Contact,
        entry: &ConsentEntry,
        audit: Option<&Entry>,
    ) -> PortResult<bool> {
        let head = contact.head(entry.channel).after(entry);
        let change = with_head(None, contact, (entry.channel, &head), entry.at)?;
        let (mut parts, rest) = self.consent_marks(tenant, entry, contact.threads_on(entry.channel))?;
        parts.push(change.in_transaction(&self.name, &keys::contact(tenant, &contact.address)).map_err(unbuildable)?);
        parts.push(self.ledger_part(tenant, entry)?);
        parts.extend(audit.map(|audit| self.audit_part(tenant, audit)).transpose()?);
        if self.transact(parts).await?.is_err() {
            return Ok(false);
        }
        self.mark_rest(tenant, rest, || touched(entry)).await?;
        Ok(true)
    }

    async fn entries(&self, tenant: &TenantId, customer: &Address) -> PortResult<Vec<ConsentEntry>> {
        let (mut entries, mut start) = (Vec::new(), None);
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":pk", text(keys::contact(tenant, customer).pk))
                .expression_attribute_values(":prefix", text(keys::CONSENT))
                .consistent_read(true)
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(port_error)?;
            for item in answer.items.unwrap_or_default() {
                entries.push(from_item(item)?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(entries);
            }
        }
    }
}
