//! What AWS runs behind queue, stream and clock.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hub_adapters::memory::{Grouped, MemoryQueue};
use hub_adapters::sqs::CAUSE;
use hub_core::ports::{MediaTask, SendTask};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::store::READERS;
use super::{Options, Queues, Shared, Store};
use crate::template::Template;

const SENDERS: usize = 8;
const FETCHERS: usize = 4;
const STREAM_PAUSE: Duration = Duration::from_millis(15);
const EXPIRY_PAUSE: Duration = Duration::from_secs(1);
/// Deployed it is a minute; an engineer who kills the process wants to see the outcome sooner.
const SWEEP_PAUSE: Duration = Duration::from_secs(5);
/// Deployed it is a minute, too; here the clock may be set ahead.
const FIRE_PAUSE: Duration = Duration::from_secs(1);
/// The visibility time-out of a task whose worker failed.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

pub(super) fn run(
    tasks: &mut JoinSet<()>,
    shared: &Arc<Shared>,
    (queues, store): (&Queues, &Store),
    options: &Options,
) {
    for _ in 0..SENDERS {
        tasks.spawn(work::<SendTask>(shared.clone(), queues.send.clone(), RETRY_PAUSE));
    }
    // A carrier that answers at once has its files at once.
    let pause = if options.immediate { RETRY_PAUSE / 50 } else { RETRY_PAUSE };
    for _ in 0..FETCHERS {
        tasks.spawn(work::<MediaTask>(shared.clone(), queues.media.clone(), pause));
    }
    if !options.no_sweeps {
        tasks.spawn(tick(shared.clone(), "sweep", SWEEP_PAUSE));
        tasks.spawn(tick(shared.clone(), "fire-scheduled", FIRE_PAUSE));
        tasks.spawn(tick(shared.clone(), "run-campaigns", FIRE_PAUSE));
    }
    for (reader, position) in ["stream-position", "index-position"].into_iter().enumerate() {
        let position = options.data.as_ref().map(|folder| folder.join(position));
        tasks.spawn(read_stream(shared.clone(), store.clone(), reader, position));
    }
    tasks.spawn(expire(store.clone()));
}

async fn invoke(shared: &Shared, function: &str, event: &Value) -> Result<Value, String> {
    let route = shared.routes.get(function).ok_or_else(|| format!("no function {function}"))?;
    route.invoke(&shared.hub, &event.to_string()).await.map_err(|e| e.to_string())
}

/// A task and the function that it is for.
trait Work: Grouped + Serialize + 'static {
    const FUNCTION: &'static str;
    fn about(&self) -> &str;
}

impl Work for SendTask {
    const FUNCTION: &'static str = "send-outbound";
    fn about(&self) -> &str {
        self.message_id.as_str()
    }
}

impl Work for MediaTask {
    const FUNCTION: &'static str = "media-fetch";
    fn about(&self) -> &str {
        self.about()
    }
}

/// The attributes of a task, as a Lambda gets them.
fn cause(id: Option<String>) -> Value {
    id.map_or_else(|| json!({}), |id| json!({ CAUSE: { "stringValue": id, "dataType": "String" } }))
}

async fn work<T: Work>(shared: Arc<Shared>, queue: Arc<MemoryQueue<T>>, pause: Duration) {
    loop {
        let (group, task) = queue.take().await;
        let id = task.about().to_owned();
        let attributes = json!({ "MessageGroupId": group, "ApproximateReceiveCount": "1" });
        let record = json!({
            "messageId": id, "receiptHandle": group, "body": json!(task).to_string(), "attributes": attributes,
            "messageAttributes": cause(queue.cause(&group)), "eventSource": "aws:sqs",
        });
        let answer = invoke(&shared, T::FUNCTION, &json!({ "Records": [record] })).await;
        let is_done = answer.is_ok_and(|answer| answer["batchItemFailures"].as_array().is_none_or(Vec::is_empty));
        if is_done {
            queue.done(&group);
        } else if queue.is_put_off(&group) {
            queue.retry(&group);
        } else {
            let queue = queue.clone();
            tokio::spawn(async move {
                tokio::time::sleep(pause).await;
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

async fn tick(shared: Arc<Shared>, function: &str, pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        // A failure was logged at the door; the next tick goes on.
        let _ = invoke(&shared, function, &json!({})).await;
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
