//! Live updates.

use serde_json::{Value, json};
use tests::TestHub;

const CUSTOMER: &str = "+14155550123";

#[tokio::test]
async fn a_text_is_pushed_to_every_window_of_its_tenant_and_to_no_other() {
    let hub = TestHub::start().await;
    let (agent, stranger) = (hub.acme().person("agent").await, hub.globex().person("owner").await);
    let (mut one, mut two, mut other) = (agent.listens().await, agent.listens().await, stranger.listens().await);
    let before = agent.get("/api/sync").await.body["seq"].as_u64().expect("a number");
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    for window in [&mut one, &mut two] {
        let events = window.until(|event| event["type"] == "new_message").await;
        assert_eq!(events[0]["seq"], before + 1);
    }
    let before = stranger.get("/api/sync").await.body["seq"].as_u64().expect("a number");
    hub.globex().receives_sms(CUSTOMER, "Hello Globex").await;
    let heard = other.until(|event| event["type"] == "new_message").await;
    assert!(
        heard.iter().all(|event| !event.to_string().contains("acme") && !event.to_string().contains("+12015550123"))
    );
    assert_eq!(heard[0]["seq"], before + 1, "each tenant counts for itself");
    hub.settles().await;
}

#[tokio::test]
async fn sync_answers_exactly_what_was_missed_in_order() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let before = agent.get("/api/sync").await.body["seq"].as_u64().expect("a number");
    for number in 0..10 {
        hub.acme().receives_sms(CUSTOMER, &number.to_string()).await;
    }
    hub.settles().await;
    let start = agent.get("/api/sync").await;
    assert_eq!((&start.body["seq"], &start.body["events"]), (&json!(before + 20), &json!([])));
    let (mut seen, mut after) = (Vec::new(), before + 3);
    loop {
        let page = agent.get(&format!("/api/sync?after={after}&limit=4")).await;
        seen.extend(
            page.body["events"]
                .as_array()
                .expect("events")
                .iter()
                .map(|event| event["seq"].as_u64().expect("a number")),
        );
        after = *seen.last().expect("an event");
        if page.body["hasMore"] == json!(false) {
            break;
        }
    }
    assert_eq!(seen, (before + 4..=before + 20).collect::<Vec<_>>());
    let ahead = agent.get(&format!("/api/sync?after={}", before + 21)).await;
    assert_eq!((&ahead.body["reset"], &ahead.body["events"]), (&json!(true), &json!([])));
    let bodies: Vec<Value> = agent.get("/api/sync?after=0").await.body["events"]
        .as_array()
        .expect("events")
        .iter()
        .filter(|event| event["type"] == "new_message")
        .map(|event| event["data"]["message"]["body"].clone())
        .collect();
    assert_eq!(bodies, (0..10).map(|number| json!(number.to_string())).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_batch_of_changes_that_comes_twice_is_published_once() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    hub.settles().await;
    let ports = &hub.runner().hub().ports;
    let agent = hub.acme().person("agent").await;
    let before = agent.get("/api/sync?after=0").await;
    let acme = hub.acme().demo.tenant_id();
    let logged = ports.live.newest_events(&acme, jiff::Timestamp::UNIX_EPOCH).await.expect("the log");
    let events = ports.live.events_after(&acme, 0, 100).await.expect("events");
    let causes: Vec<_> = logged.into_iter().rev().flat_map(|logged| logged.change_ids).collect();
    assert_eq!(causes.len(), events.len());
    let again = causes.into_iter().zip(events).map(|(cause, event)| hub_core::live::Change {
        id: cause,
        tenant: acme.clone(),
        at: event.at,
        kind: event.kind,
    });
    hub_core::flows::live::publish_changes(ports, again.collect()).await.expect("published");
    assert_eq!(agent.get("/api/sync?after=0").await.body, before.body);
}
