//! Conversations that are put off.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Person, Reply, TestHub};

const CUSTOMER: &str = "+14155550123";

/// A hub with a conversation, and its path.
async fn hub_with_conversation() -> (TestHub, String) {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    hub.settles().await;
    let id = hub.acme().person("agent").await.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    (hub, format!("/api/conversations/{id}"))
}

async fn snoozes(hub: &TestHub, person: &Person<'_>, path: &str, hours: i64) -> Reply {
    let until = hub.now() + SignedDuration::from_hours(hours);
    person.patch(path, json!({ "snoozedUntil": until.to_string() })).await
}

async fn rows(person: &Person<'_>, state: &str) -> usize {
    let page = person.get(&format!("/api/conversations?state={state}")).await;
    page.body["conversations"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_snoozed_conversation_comes_back_at_its_time_on_top() {
    let (hub, path) = hub_with_conversation().await;
    let agent = hub.acme().person("agent").await;
    let snoozed = snoozes(&hub, &agent, &path, 3).await;
    assert_eq!(snoozed.text("state"), "snoozed", "{snoozed}");
    assert_eq!((rows(&agent, "open").await, rows(&agent, "snoozed").await), (0, 1));
    hub.acme().receives_sms("+14155550124", "Somebody else").await;
    hub.passes(SignedDuration::from_hours(2)).await;
    assert_eq!(rows(&agent, "snoozed").await, 1, "not yet");
    let mut window = agent.listens().await;
    hub.passes(SignedDuration::from_mins(61)).await;
    window.until(|event| event["data"]["conversation"]["state"] == "open").await;
    let inbox = agent.inbox().await;
    assert_eq!(
        (inbox.len(), &inbox[0]["theirAddress"], &inbox[0]["snoozedUntil"]),
        (2, &json!(CUSTOMER), &Value::Null)
    );
}

#[tokio::test]
async fn a_customer_who_writes_wakes_it_at_once_and_it_is_not_woken_again() {
    let (hub, path) = hub_with_conversation().await;
    let agent = hub.acme().person("agent").await;
    snoozes(&hub, &agent, &path, 3).await;
    hub.acme().receives_sms(CUSTOMER, "Are you there?").await;
    let shown = agent.get(&path).await;
    assert_eq!((shown.text("state"), &shown.body["snoozedUntil"]), ("open", &Value::Null));
    assert!(agent.patch(&path, json!({ "state": "closed" })).await.is_done());
    hub.passes(SignedDuration::from_hours(4)).await;
    assert_eq!(agent.get(&path).await.text("state"), "closed", "the time of a snooze that is over opens nothing");
}

#[tokio::test]
async fn a_person_changes_their_mind() {
    let (hub, path) = hub_with_conversation().await;
    let agent = hub.acme().person("agent").await;
    snoozes(&hub, &agent, &path, 1).await;
    // Put off further: the first time wakes nothing.
    snoozes(&hub, &agent, &path, 5).await;
    hub.passes(SignedDuration::from_hours(2)).await;
    assert_eq!(agent.get(&path).await.text("state"), "snoozed");
    assert_eq!(agent.patch(&path, json!({ "state": "open" })).await.text("state"), "open");
    hub.passes(SignedDuration::from_hours(6)).await;
    assert_eq!(agent.get(&path).await.body["snoozedUntil"], Value::Null);
}

#[tokio::test]
async fn a_time_that_cannot_be_is_refused() {
    let (hub, path) = hub_with_conversation().await;
    let agent = hub.acme().person("agent").await;
    let mut said = Vec::new();
    for hours in [-1, 24 * 365 * 51] {
        said.push(snoozes(&hub, &agent, &path, hours).await.text("error").to_owned());
    }
    for change in [json!({ "state": "snoozed" }), json!({ "state": "open", "snoozedUntil": "2030-01-01T00:00:00Z" })] {
        said.push(agent.patch(&path, change).await.text("error").to_owned());
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    The time must be in the future.
    The time must be within the next fifty years.
    A conversation is snoozed by snoozedUntil.
    state and snoozedUntil exclude each other.
    ");
    assert_eq!(agent.get(&path).await.text("state"), "open");
}
