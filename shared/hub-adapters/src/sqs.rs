//! The queues on SQS: texts to send (FIFO), attachments to fetch (standard).

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_sqs::types::MessageAttributeValue;
use hub_core::correlation;
use hub_core::ports::{MediaQueue, MediaTask, PortError, PortErrorKind, PortResult, SendQueue, SendTask};
use jiff::SignedDuration;

/// The attribute of a task that holds the id of the request which caused it.
pub const CAUSE: &str = "correlation_id";
/// Twelve hours, less what a worker may have spent on the task before.
const VISIBILITY_MAX: SignedDuration = SignedDuration::from_mins(12 * 60 - 5);

/// A FIFO queue: one message group per conversation, deduplicated by message and attempt.
#[derive(Clone)]
pub struct SqsSendQueue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl SqsSendQueue {
    /// The queue at `url`.
    #[must_use]
    pub fn new(client: aws_sdk_sqs::Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }
}

/// The message group of a task: its conversation, so that texts of one thread keep their order.
#[must_use]
pub fn group_of(task: &SendTask) -> String {
    let conversation = task.message_id.conversation();
    format!("{}.{}", task.tenant_id, conversation.map_or_else(|| task.message_id.to_string(), |id| id.to_string()))
}

#[async_trait]
impl SendQueue for SqsSendQueue {
    async fn enqueue(&self, task: &SendTask) -> PortResult<()> {
        let body = serde_json::to_string(task).map_err(|e| PortError::new(PortErrorKind::Rejected, e.to_string()))?;
        self.client
            .send_message()
            .queue_url(&self.url)
            .message_body(body)
            .set_message_attributes(cause())
            .message_group_id(group_of(task))
            .message_deduplication_id(format!("{}.{}", task.message_id, task.attempt))
            .send()
            .await
            .map(|_| ())
            .map_err(|e| unavailable(format!("{:?}", e.into_source())))
    }

    async fn come_again(&self, receipt: &str, wait: SignedDuration) -> PortResult<()> {
        come_again(&self.client, &self.url, receipt, wait).await
    }
}

/// The id of the request that causes a task, beside the task itself: an attribute costs nothing.
fn cause() -> Option<HashMap<String, MessageAttributeValue>> {
    let id = correlation::current()?;
    let value = MessageAttributeValue::builder().data_type("String").string_value(id).build().ok()?;
    Some(HashMap::from([(CAUSE.to_owned(), value)]))
}

async fn come_again(client: &aws_sdk_sqs::Client, url: &str, receipt: &str, wait: SignedDuration) -> PortResult<()> {
    client
        .change_message_visibility()
        .queue_url(url)
        .receipt_handle(receipt)
        .visibility_timeout(visibility(wait))
        .send()
        .await
        .map(|_| ())
        .map_err(|e| unavailable(format!("{:?}", e.into_source())))
}

/// A standard queue: a message's attachments may be fetched in any order, and twice does no harm.
#[derive(Clone)]
pub struct SqsMediaQueue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl SqsMediaQueue {
    /// The queue at `url`.
    #[must_use]
    pub fn new(client: aws_sdk_sqs::Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }
}

#[async_trait]
impl MediaQueue for SqsMediaQueue {
    async fn enqueue(&self, task: &MediaTask) -> PortResult<()> {
        let body = serde_json::to_string(task).map_err(|e| PortError::new(PortErrorKind::Rejected, e.to_string()))?;
        let message = self.client.send_message().queue_url(&self.url).message_body(body);
        message
            .set_message_attributes(cause())
            .send()
            .await
            .map(|_| ())
            .map_err(|e| unavailable(format!("{:?}", e.into_source())))
    }

    async fn come_again(&self, receipt: &str, wait: SignedDuration) -> PortResult<()> {
        come_again(&self.client, &self.url, receipt, wait).await
    }
}

/// Whole seconds, never before the wait is over: a task that comes too early is counted as one more try. SQS takes at
/// most 12 hours from the task's receipt, so a longer wait comes in parts.
fn visibility(wait: SignedDuration) -> i32 {
    let wait = wait.clamp(SignedDuration::ZERO, VISIBILITY_MAX);
    i32::try_from(wait.as_secs() + i64::from(wait.subsec_nanos() > 0)).unwrap_or(i32::MAX)
}

fn unavailable(reason: String) -> PortError {
    PortError::new(PortErrorKind::Unavailable, reason.chars().take(300).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_and_bounded() {
        for (millis, expected) in [(-5, 0), (0, 0), (1, 1), (1_000, 1), (1_001, 2), (i64::MAX, 42_900)] {
            assert_eq!(visibility(SignedDuration::from_millis(millis)), expected, "{millis} ms");
        }
    }
}
