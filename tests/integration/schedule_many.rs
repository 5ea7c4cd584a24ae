//! Ten thousand texts that are due in one minute.
//!
//! Only the store, the queue and the ticks, without the rest of the hub: its figures say what a tick costs.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use futures_util::{StreamExt, stream};
use hub_adapters::aws::AwsSettings;
use hub_adapters::crypto::{EnvelopeVault, LocalKeys};
use hub_adapters::dynamo::Table;
use hub_adapters::mail::Outbox;
use hub_adapters::memory::{MemoryMediaQueue, MemorySendQueue};
use hub_adapters::s3_media::S3Media;
use hub_adapters::twilio::Twilio;
use hub_adapters::websocket_push::WebSocketPush;
use hub_core::address::Address;
use hub_core::flows::Ports;
use hub_core::flows::fire_scheduled::{Ticked, fire_due};
use hub_core::ids::{ConversationId, ScheduledId, TenantId};
use hub_core::ports::{NoTranscriber, SCHEDULE_SHARDS};
use hub_core::schedule::{ScheduledMessage, ScheduledState, SendAt};
use hub_dev::runner::{MovableClock, Store};
use hub_dev::seed::{DEMOS, seed};
use hub_dev::template::Template;
use hub_lambda::bootstrap::{Outside, ports};
use jiff::SignedDuration;
use serde_json::json;
use tokio::task::JoinSet;

const MANY: usize = 10_000;

/// Ports over a table and a queue of their own; nothing else of them is called.
fn ports_over(endpoint: &str, clock: &MovableClock, queue: &Arc<MemorySendQueue>) -> Ports {
    let aws = AwsSettings::local();
    let time = Arc::new(clock.clone());
    let nowhere = Arc::new(Twilio::new("http://127.0.0.1:9").expect("a loopback URL"));
    let keys = LocalKeys::new("bG9jYWwtcnVubmVyLW9ubHktdmF1bHQta2V5LTMyLWI=").expect("a key");
    let outside = Outside {
        queue: queue.clone(),
        push: Arc::new(WebSocketPush::new(aws.websocket("http://127.0.0.1:9"))),
        carrier: nowhere.clone(),
        telephony: nowhere.clone(),
        transcriber: Arc::new(NoTranscriber),
        provisioning: nowhere.clone(),
        carrier_media: nowhere,
        media: Arc::new(
            S3Media::new(aws.clone(), "media", Some("http://127.0.0.1:9"), time.clone()).expect("a bucket"),
        ),
        media_queue: Arc::new(MemoryMediaQueue::new(time.clone())),
        vault: Arc::new(EnvelopeVault::new(Arc::new(keys))),
        mailer: Arc::new(Outbox::default()),
    };
    let table = Arc::new(Table::new(aws.dynamodb(Some(endpoint)), "hub"));
    Ports { clock: time, ..ports(table, outside) }
}

/// Ends the table's stream, for which the embedded table looks through every earlier change at each write.
async fn end_stream(endpoint: &str) {
    let credential =
        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
    let answer = reqwest::Client::new()
        .post(endpoint)
        .header("x-amz-target", "DynamoDB_20120810.UpdateTable")
        .header("content-type", "application/x-amz-json-1.0")
        .header("authorization", credential)
        .header("x-amz-date", "20260101T000000Z")
        .body(json!({ "TableName": "hub", "StreamSpecification": { "StreamEnabled": false } }).to_string())
        .send();
    let answer = answer.await.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
}

/// A text to a customer of its own, due in an hour.
fn text(ports: &Ports, tenant: &TenantId, number: usize) -> ScheduledMessage {
    let now = ports.clock.now();
    let (from, to) = (DEMOS[0].number, format!("+1415555{number:04}"));
    let (from, to) = (Address::from_carrier(from), Address::from_carrier(&to));
    let conversation_id = ConversationId::between(tenant, "sms", &from, &to);
    let utc = now + SignedDuration::from_hours(1);
    ScheduledMessage {
        id: ScheduledId::new(ports.ids.ulid(now), &conversation_id),
        conversation_id,
        to,
        from,
        body: "Your appointment is tomorrow at nine. Reply C to confirm.".to_owned(),
        send_at: SendAt { local: "2026-11-22T09:00".to_owned(), zone: "UTC".to_owned(), utc, shift: None },
        cancel_if_replied: number.is_multiple_of(2),
        replies_since: now,
        state: ScheduledState::Scheduled,
        message_id: None,
        reason: None,
        reason_text: None,
        author_id: Some("usr_acme_agent".parse().expect("an id")),
        changed_by: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_texts_due_in_one_minute_are_fired_in_one_tick() {
    let mut tasks = JoinSet::new();
    let store = Store::open(&Template::load().expect("the template"), "hub", None).expect("a table");
    let endpoint = store.serve(&mut tasks).await.expect("a served table");
    end_stream(&endpoint).await;
    let (clock, queue) = (MovableClock::default(), Arc::new(MemorySendQueue::default()));
    let ports = ports_over(&endpoint, &clock, &queue);
    seed(&ports, None).await.expect("the tenants");
    let tenant = DEMOS[0].tenant_id();

    let begun = Instant::now();
    let stored = stream::iter((0..MANY).map(|number| text(&ports, &tenant, number)))
        .map(async |text| ports.schedule.create_scheduled(&tenant, &text, None).await.expect("stored"))
        .buffer_unordered(32)
        .count()
        .await;
    println!("{stored} stored in {:?}", begun.elapsed());

    clock.advance(SignedDuration::from_hours(1) + SignedDuration::from_secs(1));
    let begun = Instant::now();
    let ticks = (0..SCHEDULE_SHARDS).map(|shard| {
        let ports = ports.clone();
        tokio::spawn(async move { fire_due(&ports, shard).await.expect("a tick") })
    });
    let ticks = futures_util::future::join_all(ticks).await;
    let ticked: Vec<Ticked> = ticks.into_iter().map(|tick| tick.expect("it ended")).collect();
    println!("{MANY} fired in {:?}: {ticked:?}", begun.elapsed());

    let sent: u64 = ticked.iter().map(|ticked| ticked.sent).sum();
    assert_eq!(usize::try_from(sent), Ok(MANY));
    assert!(ticked.iter().all(|ticked| ticked.sent > sent / 6), "the shards share the work");
    for shard in 0..SCHEDULE_SHARDS {
        assert_eq!(fire_due(&ports, shard).await.expect("a tick"), Ticked::default(), "nothing is left");
    }
    let mut queued = HashSet::new();
    while !queue.is_idle() {
        let (group, task) = queue.take().await;
        assert!(queued.insert(task.message_id), "once");
        queue.done(&group);
    }
    assert_eq!(queued.len(), MANY, "each is in the queue");
}
