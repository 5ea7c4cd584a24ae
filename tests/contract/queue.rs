//! What every FIFO queue promises, made as `template.yaml` makes it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hub_adapters::sqs::SqsSendQueue;
use hub_core::address::Address;
use hub_core::ids::{ConversationId, MessageId};
use hub_core::ports::{SendQueue, SendTask};
use hub_dev::template::Template;
use jiff::SignedDuration;
use serde_json::Value;

use crate::sample::{now, tenant, ulid};
use crate::services::{self, Kind, Service};

/// A queue of a test's own.
pub struct Queue {
    queue: SqsSendQueue,
    http: reqwest::Client,
    endpoint: String,
    url: String,
    _service: Arc<Service>,
}

/// A task that a worker holds.
#[derive(Debug)]
struct Held {
    task: SendTask,
    receipt: String,
}

impl Queue {
    /// A new queue of a service.
    pub async fn of(service: &Kind) -> Self {
        let service = service.running().await;
        let mut queue = Self {
            queue: SqsSendQueue::new(services::aws().sqs(Some(&service.endpoint)), ""),
            http: reqwest::Client::new(),
            endpoint: service.endpoint.clone(),
            url: String::new(),
            _service: service,
        };
        let properties = &Template::load().expect("the template").resources()["SendQueue"]["Properties"].clone();
        let attributes = ["FifoQueue", "DeduplicationScope", "FifoThroughputLimit", "VisibilityTimeout"];
        let attribute = |name: &str| match &properties[name] {
            Value::Null => panic!("the template's queue has no {name}"),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let attributes: serde_json::Map<String, Value> =
            attributes.iter().map(|name| ((*name).to_owned(), Value::String(attribute(name)))).collect();
        let name = format!("{}.fifo", ulid(now()));
        let made = queue.call("CreateQueue", serde_json::json!({ "QueueName": name, "Attributes": attributes })).await;
        queue.url = made["QueueUrl"].as_str().expect("a URL").to_owned();
        queue.queue = SqsSendQueue::new(services::aws().sqs(Some(&queue.endpoint)), &queue.url);
        queue
    }

    /// What Lambda does with a queue and the hub does not.
    async fn call(&self, action: &str, body: Value) -> Value {
        let credential =
            "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0";
        let request = self
            .http
            .post(&self.endpoint)
            .header("x-amz-target", format!("AmazonSQS.{action}"))
            .header("content-type", "application/x-amz-json-1.0")
            .header("authorization", credential);
        let answer = request.body(body.to_string()).send().await.expect("an answer");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{action} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn enqueue(&self, task: &SendTask) {
        self.queue.enqueue(task).await.expect("queued");
    }

    /// The next task, if one can be had now.
    async fn look(&self) -> Option<Held> {
        let request = serde_json::json!({ "QueueUrl": self.url, "MaxNumberOfMessages": 1 });
        let answer = self.call("ReceiveMessage", request).await;
        let message = answer["Messages"].as_array()?.first()?;
        let text = |name: &str| message[name].as_str().expect("a text").to_owned();
        Some(Held { task: serde_json::from_str(&text("Body")).expect("a task"), receipt: text("ReceiptHandle") })
    }

    /// The next task, waited for a while.
    async fn take(&self) -> Held {
        let started = Instant::now();
        loop {
            if let Some(held) = self.look().await {
                return held;
            }
            assert!(started.elapsed() < Duration::from_secs(20), "nothing comes");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn done(&self, held: &Held) {
        self.call("DeleteMessage", serde_json::json!({ "QueueUrl": self.url, "ReceiptHandle": held.receipt })).await;
    }

    async fn come_again(&self, held: &Held, wait: SignedDuration) {
        self.queue.come_again(&held.receipt, wait).await.expect("an answer");
    }
}

/// A task for a message to a customer; tasks to one customer are of one group.
fn task(customer: &str) -> SendTask {
    let (ours, theirs) = (Address::from_carrier("+12015550123"), Address::from_carrier(customer));
    let conversation = ConversationId::between(&tenant(), "sms", &ours, &theirs);
    let message_id = MessageId::new(ulid(now()), &conversation);
    SendTask { version: 1, tenant_id: tenant(), message_id, attempt: 1 }
}

const ANNA: &str = "+14155550101";
const BERT: &str = "+14155550102";

pub async fn tasks_of_a_conversation_come_in_order(queue: &Queue) {
    let tasks: Vec<SendTask> = (0..8).map(|_| task(ANNA)).collect();
    for task in &tasks {
        queue.enqueue(task).await;
    }
    for task in &tasks {
        let held = queue.take().await;
        assert_eq!(&held.task, task);
        assert!(queue.look().await.is_none(), "the next one waits for this one");
        queue.done(&held).await;
    }
    assert!(queue.look().await.is_none());
}

pub async fn conversations_do_not_wait_for_each_other(queue: &Queue) {
    let (first, second, other) = (task(ANNA), task(ANNA), task(BERT));
    for task in [&first, &second, &other] {
        queue.enqueue(task).await;
    }
    let held = queue.take().await;
    assert_eq!(held.task, first);
    let beside = queue.take().await;
    assert_eq!(beside.task, other, "the other conversation goes on");
    queue.done(&beside).await;
    assert!(queue.look().await.is_none(), "this one waits");
    queue.done(&held).await;
    assert_eq!(queue.take().await.task, second);
}

pub async fn a_task_that_is_queued_twice_comes_once_and_a_requeue_comes_again(queue: &Queue) {
    let first = task(ANNA);
    queue.enqueue(&first).await;
    queue.enqueue(&first).await;
    let held = queue.take().await;
    queue.done(&held).await;
    queue.enqueue(&first).await;
    assert!(queue.look().await.is_none(), "once, though it was done before it was queued again");
    let requeued = SendTask { attempt: 2, ..first };
    queue.enqueue(&requeued).await;
    assert_eq!(queue.take().await.task, requeued);
}

pub async fn a_task_comes_again_after_its_wait_and_holds_its_conversation(queue: &Queue) {
    let (first, second, other) = (task(ANNA), task(ANNA), task(BERT));
    for task in [&first, &second, &other] {
        queue.enqueue(task).await;
    }
    let held = queue.take().await;
    let asked = Instant::now();
    queue.come_again(&held, SignedDuration::from_secs(1)).await;
    let beside = queue.take().await;
    assert_eq!(beside.task, other, "neither the task itself nor the one behind it");
    queue.done(&beside).await;
    let again = queue.take().await;
    assert_eq!(again.task, first, "in its old place");
    assert!(asked.elapsed() >= Duration::from_secs(1), "{:?}", asked.elapsed());
    queue.come_again(&again, SignedDuration::ZERO).await;
    let once_more = queue.take().await;
    assert_eq!(once_more.task, first, "at once");
    queue.done(&once_more).await;
    assert_eq!(queue.take().await.task, second);
}

pub async fn a_receipt_that_is_none_delays_nothing(queue: &Queue) {
    queue.enqueue(&task(ANNA)).await;
    assert!(queue.queue.come_again("no receipt", SignedDuration::from_secs(60)).await.is_err());
    queue.take().await;
}
