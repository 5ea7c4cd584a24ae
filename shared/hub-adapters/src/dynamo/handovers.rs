//! Claims that have not reached the carrier yet.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_dynamodb::types::Select;
use hub_core::ids::{ConversationId, TenantId};
use hub_core::message::MessageStatus;
use hub_core::ports::PortResult;
use jiff::Timestamp;

use super::expression::{number, text};
use super::{Table, keys, port_error};

/// A worker that lives has begun its call by then; the carrier waits for a webhook's answer much longer.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(25);

impl Table {
    pub(super) async fn wait_for_handovers(
        &self,
        tenant: &TenantId,
        threads: &BTreeSet<ConversationId>,
        now: Timestamp,
    ) -> PortResult<()> {
        let begun = tokio::time::Instant::now();
        for thread in threads {
            while self.is_handing_over(tenant, thread, now).await? && begun.elapsed() < PATIENCE {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Ok(())
    }

    /// Whether a worker has claimed a message of the thread and not settled it. Any message may be it, however old, so
    /// the whole thread is looked through.
    async fn is_handing_over(&self, tenant: &TenantId, thread: &ConversationId, now: Timestamp) -> PortResult<bool> {
        let mut start = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .filter_expression("#status = :sending AND leaseUntil > :now")
                .expression_attribute_names("#status", "status")
                .expression_attribute_values(":pk", text(keys::conversation_partition(tenant, thread)))
                .expression_attribute_values(":prefix", text(keys::ENTRIES))
                .expression_attribute_values(":sending", text(MessageStatus::Sending.as_str()))
                .expression_attribute_values(":now", number(now.as_millisecond()))
                .select(Select::Count)
                .consistent_read(true)
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(port_error)?;
            if answer.count > 0 {
                return Ok(true);
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(false);
            }
        }
    }
}
