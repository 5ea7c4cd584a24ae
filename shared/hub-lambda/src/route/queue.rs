//! The workers of the queues: one task after another, and which of them come again.

use std::future::Future;
use std::pin::Pin;

use hub_core::correlation;
use hub_core::flows::deliver_message::Delivery;
use hub_core::ports::{MediaTask, PortResult, SendTask};
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::{caused, read};
use super::{Handler, Invocation, Route};
use crate::Hub;
use crate::metrics::Counter;

impl Route {
    pub(super) async fn answer_queue<T: Task>(
        &self,
        hub: &Hub,
        handle: &Handler<T, PortResult<Delivery>>,
        event: &str,
    ) -> Result<Value, Invocation> {
        let failures = self.run_queue(hub, handle, event).await?;
        failures.iter().for_each(|_| self.count(hub, Counter::TaskRetried));
        Ok(json!({ "batchItemFailures": failures }))
    }

    /// One task at a time. After a failure the rest of the same group is handed back untouched, to keep its order.
    async fn run_queue<T: Task>(
        &self,
        hub: &Hub,
        handle: &Handler<T, PortResult<Delivery>>,
        event: &str,
    ) -> Result<Vec<Value>, Invocation> {
        let mut failed_groups: Vec<String> = Vec::new();
        let mut failures = Vec::new();
        for record in read::<QueueEvent>(event)?.records {
            let group = record.attributes["MessageGroupId"].as_str().unwrap_or_default().to_owned();
            // A standard queue has no groups.
            let is_held = !group.is_empty() && failed_groups.contains(&group);
            let is_done = !is_held && caused(record.cause(), self.timed(run_task(hub, handle, &record))).await;
            if !is_done {
                failures.push(json!({ "itemIdentifier": record.message_id }));
                failed_groups.push(group);
            }
        }
        Ok(failures)
    }
}

#[derive(Deserialize)]
struct QueueEvent {
    #[serde(rename = "Records")]
    records: Vec<QueueRecord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueueRecord {
    message_id: String,
    #[serde(default)]
    receipt_handle: String,
    body: String,
    #[serde(default)]
    attributes: Value,
    #[serde(default)]
    message_attributes: Value,
}

impl QueueRecord {
    /// The request that queued the task.
    fn cause(&self) -> Option<String> {
        correlation::from_outside(self.message_attributes[hub_adapters::sqs::CAUSE]["stringValue"].as_str()?)
    }
}

/// What travels through a queue.
pub(super) trait Task: DeserializeOwned + Send + 'static {
    /// The id of what it is about.
    fn about(&self) -> &str;
    /// Lets the task come again after `wait`.
    fn come_again<'a>(hub: &'a Hub, receipt: &'a str, wait: SignedDuration) -> Coming<'a>;
}

pub(super) type Coming<'a> = Pin<Box<dyn Future<Output = PortResult<()>> + Send + 'a>>;

impl Task for SendTask {
    fn about(&self) -> &str {
        self.message_id.as_str()
    }
    fn come_again<'a>(hub: &'a Hub, receipt: &'a str, wait: SignedDuration) -> Coming<'a> {
        hub.ports.queue.come_again(receipt, wait)
    }
}

impl Task for MediaTask {
    fn about(&self) -> &str {
        self.about()
    }
    fn come_again<'a>(hub: &'a Hub, receipt: &'a str, wait: SignedDuration) -> Coming<'a> {
        hub.ports.media_queue.come_again(receipt, wait)
    }
}

async fn run_task<T: Task>(hub: &Hub, handle: &Handler<T, PortResult<Delivery>>, record: &QueueRecord) -> bool {
    let task: T = match serde_json::from_str(&record.body) {
        Ok(task) => task,
        Err(error) => {
            tracing::error!(%error, "task cannot be read; it goes to the dead-letter queue");
            return false;
        }
    };
    let about = task.about().to_owned();
    match handle(hub.clone(), task).await {
        Ok(Delivery::Done) => true,
        Ok(Delivery::Retry(wait)) => {
            // Without it the task would come again only after the queue's own visibility time-out.
            if let Err(error) = T::come_again(hub, &record.receipt_handle, wait).await {
                tracing::warn!(task.about = about, %error, "task keeps the queue's own pause");
            }
            false
        }
        Err(error) => {
            tracing::error!(task.about = about, %error, "task failed; the queue will deliver it again");
            false
        }
    }
}
