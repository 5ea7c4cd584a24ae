//! What AWS runs behind queue, stream and clock.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hub_adapters::memory::MemorySendQueue;
use hub_adapters::sqs::group_of;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::store::READERS;
use super::{Shared, Store};
use crate::template::Template;

const SENDERS: usize = 8;
const STREAM_PAUSE: Duration = Duration::from_millis(15);
const EXPIRY_PAUSE: Duration = Duration::from_secs(1);
/// Deployed it is a minute; an engineer who kills the process wants to see the outcome sooner.
const SWEEP_PAUSE: Duration = Duration::from_secs(5);
/// The visibility time-out of a task that is to come again.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

pub(super) fn run(
    tasks: &mut JoinSet<()>,
    shared: &Arc<Shared>,
    queue: &Arc<MemorySendQueue>,
    store: &Store,
    data: Option<&Path>,
) {
    for _ in 0..SENDERS {
        tasks.spawn(send(shared.clone(), queue.clone()));
    }
    for (reader, position) in ["stream-position", "index-position"].into_iter().enumerate() {
        tasks.spawn(read_stream(shared.clone(), store.clone(), reader, data.map(|folder| folder.join(position))));
    }
    tasks.spawn(expire(store.clone()));
}

pub(super) fn run_sweeps(tasks: &mut JoinSet<()>, shared: &Arc<Shared>) {
    tasks.spawn(sweep(shared.clone()));
}

async fn invoke(shared: &Shared, function: &str, event: &Value) -> Result<Value, String> {
    let route = shared.routes.get(function).ok_or_else(|| format!("no function {function}"))?;
    route.invoke(&shared.hub, &event.to_string()).await.map_err(|e| e.to_string())
}

async fn send(shared: Arc<Shared>, queue: Arc<MemorySendQueue>) {
    loop {
        let (group, task) = queue.take().await;
        let id = task.message_id.to_string();
        let attributes = json!({ "MessageGroupId": group_of(&task), "ApproximateReceiveCount": "1" });
        let record = json!({ "messageId": id, "body": json!(task).to_string(), "attributes": attributes, "eventSource": "aws:sqs" });
        let answer = invoke(&shared, "send-outbound", &json!({ "Records": [record] })).await;
        let is_done = answer.is_ok_and(|answer| answer["batchItemFailures"].as_array().is_none_or(Vec::is_empty));
        if is_done {
            queue.done(&group);
        } else {
            let queue = queue.clone();
            tokio::spawn(async move {
                tokio::time::sleep(RETRY_PAUSE).await;
                queue.retry(&group);
            });
        }
    }
}

/// Reads the stream from where it was left, so that what a killed process had stored is still handled.
async fn read_stream(shared: Arc<Shared>, store: Store, reader: usize, position: Option<PathBuf>) {
    let function = READERS[reader];
    let patterns = shared.template.stream_patterns(function);
    let mut last =
        position.as_ref().and_then(|file| std::fs::read_to_string(file).ok()).filter(|text| !text.is_empty());
    loop {
        let batch = match store.records_after(last.as_deref()) {
            Ok(batch) => batch,
            Err(error) => {
                tracing::error!(error, "stream cannot be read");
                tokio::time::sleep(EXPIRY_PAUSE).await;
                continue;
            }
        };
        if batch.records.is_empty() {
            store.caught_up(reader);
            tokio::time::sleep(STREAM_PAUSE).await;
            continue;
        }
        let records = batch.records.into_iter();
        let records: Vec<_> = records.filter(|r| patterns.iter().any(|p| Template::matches(p, r))).collect();
        let event = json!({ "Records": records });
        while !records.is_empty() && invoke(&shared, function, &event).await.is_err() {
            tokio::time::sleep(RETRY_PAUSE).await;
        }
        last = batch.last;
        if let (Some(file), Some(last)) = (&position, &last)
            && let Err(error) = std::fs::write(file, last)
        {
            tracing::error!(%error, "stream position cannot be kept");
        }
    }
}

async fn sweep(shared: Arc<Shared>) {
    loop {
        tokio::time::sleep(SWEEP_PAUSE).await;
        // A failure was logged at the door; the next sweep goes on.
        let _ = invoke(&shared, "sweep", &json!({})).await;
    }
}

async fn expire(store: Store) {
    loop {
        tokio::time::sleep(EXPIRY_PAUSE).await;
        if let Err(error) = store.expire() {
            tracing::error!(error, "expired items cannot be removed");
        }
    }
}
