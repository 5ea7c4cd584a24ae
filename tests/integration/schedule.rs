//! Texts for later: written, changed, taken back, and what their time brings.

use hub_core::flows::fire_scheduled::{Ticked, fire_due};
use hub_core::ports::SCHEDULE_SHARDS;
use insta::assert_snapshot;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tests::{Person, Reply, TestHub};

const CUSTOMER: &str = "+14155550123";
const SCHEDULED: &str = "/api/messages/scheduled";

/// The wall time in New York after a while, in whole minutes.
fn wall(hub: &TestHub, ahead: SignedDuration) -> Value {
    let local = (hub.now() + ahead).to_zoned(TimeZone::get("America/New_York").expect("a zone"));
    json!({ "local": local.strftime("%Y-%m-%dT%H:%M").to_string(), "zone": "America/New_York" })
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

async fn schedules(person: &Person<'_>, text: &str, send_at: &Value) -> Reply {
    person.post(SCHEDULED, json!({ "to": CUSTOMER, "message": text, "sendAt": send_at })).await
}

fn path(reply: &Reply) -> String {
    format!("{SCHEDULED}/{}", reply.text("id"))
}

async fn state_of(person: &Person<'_>, path: &str) -> (String, String) {
    let shown = person.get(path).await;
    (shown.text("state").to_owned(), shown.body["reason"].as_str().unwrap_or_default().to_owned())
}

/// Every shard once; what they did together.
async fn tick(hub: &TestHub) -> Ticked {
    let mut all = Ticked::default();
    for shard in 0..SCHEDULE_SHARDS {
        let ticked = fire_due(&hub.runner().hub().ports, shard).await.expect("a tick");
        all.sent += ticked.sent;
        all.canceled += ticked.canceled;
        all.refused += ticked.refused;
    }
    all
}

#[tokio::test]
async fn a_text_goes_out_at_its_time_and_not_before() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let mut window = agent.listens().await;
    let made = schedules(&agent, "See you tomorrow.", &wall(&hub, hours(3))).await;
    assert_snapshot!(made.status(), @"201 Created");
    assert_eq!((made.text("state"), &made.body["version"]), ("scheduled", &json!(1)), "{made}");
    let heard = window.until(|event| event["type"] == "scheduled_changed").await;
    assert_eq!(heard.last().expect("an event")["data"]["scheduled"]["id"], made.body["id"]);

    hub.advance(hours(2));
    assert_eq!(tick(&hub).await, Ticked::default());
    hub.twilio().sent_nothing_to(CUSTOMER);
    let waiting = agent.get(SCHEDULED).await;
    assert_eq!(waiting.body["scheduled"][0]["id"], made.body["id"]);

    hub.advance(hours(1));
    hub.ticks().await;
    hub.settles().await;
    let sent = hub.twilio().creates_to(CUSTOMER);
    assert_eq!((sent.len(), sent[0].body.as_str()), (1, "See you tomorrow."));
    let (shown, message) = (agent.get(&path(&made)).await, agent.thread(CUSTOMER).await.remove(0));
    assert_eq!((shown.text("state"), &shown.body["messageId"]), ("sent", &message["id"]));
    assert_eq!((&message["status"], &message["authorId"]), (&json!("delivered"), &json!("usr_acme_agent")));
    assert_eq!(agent.get(SCHEDULED).await.body["scheduled"], json!([]));
}

#[tokio::test]
async fn many_ticks_at_once_send_once() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    for number in 0..20 {
        schedules(&agent, &format!("Text {number}"), &wall(&hub, hours(1))).await;
    }
    hub.advance(hours(2));
    futures_util::future::join_all((0..5).map(|_| hub.ticks())).await;
    hub.settles().await;
    let mut bodies: Vec<String> = hub.twilio().creates_to(CUSTOMER).into_iter().map(|create| create.body).collect();
    bodies.sort_unstable();
    bodies.dedup();
    assert_eq!((bodies.len(), hub.twilio().creates().len()), (20, 20));
}

#[tokio::test]
async fn what_cannot_be_scheduled_is_refused_with_a_reason() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let good = wall(&hub, hours(1));
    let at = |local: &str, zone: &str| json!({ "local": local, "zone": zone });
    for (body, expected) in [
        (json!({ "to": "12", "message": "Hi", "sendAt": good }), "400 Bad Request invalid_number"),
        (json!({ "to": CUSTOMER, "message": " ", "sendAt": good }), "400 Bad Request message_empty"),
        (
            json!({ "to": CUSTOMER, "message": "Hi", "from": "+14155550199", "sendAt": good }),
            "400 Bad Request unknown_sender",
        ),
        (json!({ "to": CUSTOMER, "message": "Hi" }), "400 Bad Request invalid_request"),
        (json!({ "to": CUSTOMER, "message": "Hi", "sendAt": at("tomorrow", "UTC") }), "400 Bad Request invalid_time"),
        (
            json!({ "to": CUSTOMER, "message": "Hi", "sendAt": at("2099-01-01T09:00", "Mars/Olympus") }),
            "400 Bad Request invalid_time",
        ),
        (json!({ "to": CUSTOMER, "message": "Hi", "sendAt": wall(&hub, hours(-1)) }), "400 Bad Request send_at_past"),
        (
            json!({ "to": CUSTOMER, "message": "Hi", "sendAt": wall(&hub, hours(24 * 367)) }),
            "400 Bad Request send_at_too_far",
        ),
    ] {
        let reply = agent.post(SCHEDULED, body.clone()).await;
        assert_eq!(format!("{} {}", reply.status(), reply.code()), expected, "{body}");
    }
    assert_eq!(agent.get(SCHEDULED).await.body["scheduled"], json!([]));
    hub.settles().await;
}

#[tokio::test]
async fn a_repeat_with_the_same_key_schedules_once() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let body = json!({ "to": CUSTOMER, "message": "Once", "sendAt": wall(&hub, hours(1)), "clientId": "c-1" });
    let replies = futures_util::future::join_all((0..8).map(|_| agent.post(SCHEDULED, body.clone()))).await;
    assert!(replies.iter().all(|reply| reply.is_done() && reply.text("id") == replies[0].text("id")));
    let other = json!({ "to": CUSTOMER, "message": "Other", "sendAt": wall(&hub, hours(1)), "clientId": "c-1" });
    assert_eq!(agent.post(SCHEDULED, other).await.code(), "idempotency_key_reused");
    // The same key for a text that is sent at once is another matter.
    let now = agent.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "Now", "clientId": "c-1" })).await;
    assert!(now.is_done(), "{now}");
    hub.settles().await;
    assert_eq!(agent.get(SCHEDULED).await.body["scheduled"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_change_names_its_version_and_a_canceled_text_stays_unsent() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let made = schedules(&agent, "First words", &wall(&hub, hours(1))).await;
    let path = path(&made);
    let change = json!({ "version": 1, "message": "Better words", "sendAt": wall(&hub, hours(5)) });
    let changed = agent.patch(&path, change.clone()).await;
    assert_eq!((changed.text("body"), &changed.body["version"]), ("Better words", &json!(2)), "{changed}");
    let late = agent.patch(&path, change).await;
    assert_eq!((late.status().as_str(), late.code()), ("409 Conflict", "conflict"));
    assert_eq!(late.body["current"]["body"], "Better words");
    for (change, code) in [
        (json!({ "version": 2, "message": "" }), "message_empty"),
        (json!({ "version": 2, "sendAt": wall(&hub, hours(-1)) }), "send_at_past"),
        (json!({ "version": 2, "to": "+14155550124" }), "invalid_request"),
    ] {
        assert_eq!(agent.patch(&path, change.clone()).await.code(), code, "{change}");
    }
    hub.advance(hours(2));
    assert_eq!(tick(&hub).await, Ticked::default(), "it was moved");

    assert_eq!(agent.delete(&path).await.status(), "204 No Content");
    assert_eq!(agent.delete(&path).await.status(), "204 No Content", "again");
    assert_eq!(state_of(&agent, &path).await, ("canceled".to_owned(), "canceled".to_owned()));
    let after = agent.patch(&path, json!({ "version": 3, "message": "Too late" })).await;
    assert_eq!((after.status().as_str(), after.code()), ("409 Conflict", "not_scheduled"));
    assert_eq!(agent.post(&format!("{path}/send-now"), json!({})).await.code(), "not_scheduled");
    hub.advance(hours(10));
    assert_eq!(tick(&hub).await, Ticked::default());
    hub.settles().await;
    hub.twilio().sent_nothing_to(CUSTOMER);
    let canceled = agent.get(&format!("{SCHEDULED}?state=canceled")).await;
    assert_eq!(canceled.body["scheduled"][0]["id"], made.body["id"]);
}

#[tokio::test]
async fn a_text_is_sent_before_its_time_if_somebody_says_so() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let made = schedules(&agent, "Now after all", &wall(&hub, hours(5))).await;
    let sent = agent.post(&format!("{}/send-now", path(&made)), json!({})).await;
    assert_eq!(sent.status(), "202 Accepted", "{sent}");
    assert_eq!(agent.delete(&path(&made)).await.code(), "not_scheduled", "what was sent cannot be canceled");
    hub.advance(hours(6));
    hub.ticks().await;
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
    assert_eq!(agent.get(&path(&made)).await.body["messageId"], sent.body["messageId"]);
}

#[tokio::test]
async fn a_reply_cancels_what_was_to_be_canceled() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.acme().receives_sms(CUSTOMER, "I will think about it.").await;
    let mut made = Vec::new();
    for cancel_if_replied in [true, false, true] {
        let body = json!({
            "to": CUSTOMER, "message": format!("Any news? {}", made.len()), "sendAt": wall(&hub, hours(24)),
            "cancelIfReplied": cancel_if_replied,
        });
        made.push(agent.post(SCHEDULED, body).await);
        hub.advance(SignedDuration::from_secs(1));
    }
    hub.acme().receives_sms(CUSTOMER, "Yes, on Friday.").await;
    hub.advance(SignedDuration::from_secs(1));
    // Whoever changes a text has seen the reply.
    let changed = agent.patch(&path(&made[2]), json!({ "version": 1, "message": "Friday it is." })).await;
    assert!(changed.is_done(), "{changed}");
    hub.advance(hours(25));
    hub.ticks().await;
    hub.settles().await;
    let states = [state_of(&agent, &path(&made[0])).await, state_of(&agent, &path(&made[1])).await];
    assert_eq!(states, [("canceled".into(), "replied".into()), ("sent".into(), String::new())]);
    let bodies: Vec<String> = hub.twilio().creates_to(CUSTOMER).into_iter().map(|create| create.body).collect();
    assert_eq!((bodies.len(), bodies.contains(&"Friday it is.".to_owned())), (2, true), "{bodies:?}");
}

#[tokio::test]
async fn what_changed_before_its_time_refuses_a_text() {
    let hub = TestHub::start().await;
    let (agent, owner) = (hub.acme().person("agent").await, hub.acme().person("owner").await);
    let stopped = schedules(&agent, "Before the STOP", &wall(&hub, hours(1))).await;
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    assert_eq!(schedules(&agent, "After it", &wall(&hub, hours(1))).await.code(), "opted_out");
    assert_eq!(agent.post(&format!("{}/send-now", path(&stopped)), json!({})).await.code(), "opted_out");
    assert_eq!(state_of(&agent, &path(&stopped)).await.0, "scheduled", "whoever says so may cancel it instead");

    let to = "+14155550124";
    let body = json!({ "to": to, "message": "From a number that goes", "sendAt": wall(&hub, hours(2)) });
    let homeless = agent.post(SCHEDULED, body).await;
    hub.advance(hours(1));
    hub.ticks().await;
    let released = owner.delete("/api/numbers/num_12015550123?confirm=%2B12015550123").await;
    assert!(released.is_done(), "{released}");
    hub.advance(hours(1));
    hub.ticks().await;
    assert_eq!(state_of(&agent, &path(&stopped)).await, ("refused".into(), "opted_out".into()));
    assert_eq!(state_of(&agent, &path(&homeless)).await, ("refused".into(), "unknown_sender".into()));
    let shown = agent.get(&path(&homeless)).await;
    assert_eq!(shown.text("reasonText"), "You can't send from this number.");
    hub.settles().await;
    hub.twilio().sent_nothing_to(CUSTOMER);
    hub.twilio().sent_nothing_to(to);
}

#[tokio::test]
async fn the_texts_of_a_removed_person_belong_to_the_organisation() {
    let hub = TestHub::start().await;
    let (agent, owner) = (hub.acme().person("agent").await, hub.acme().person("owner").await);
    let made = schedules(&agent, "From somebody who left", &wall(&hub, hours(1))).await;
    assert!(owner.delete("/api/users/usr_acme_agent").await.is_done());
    hub.advance(hours(1) + SignedDuration::from_mins(1));
    hub.ticks().await;
    hub.settles().await;
    assert_eq!(state_of(&owner, &path(&made)).await.0, "sent");
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let mut conversation = String::new();
    for number in [3, 1, 5, 2, 4] {
        let to = format!("+1415555010{number}");
        let body = json!({ "to": to, "message": format!("In {number} hours"), "sendAt": wall(&hub, hours(number)) });
        let made = agent.post(SCHEDULED, body).await;
        if number == 5 {
            conversation = made.text("conversationId").to_owned();
        }
    }
    let first = agent.get(&format!("{SCHEDULED}?limit=3")).await;
    let second = agent.get(&format!("{SCHEDULED}?limit=3&cursor={}", first.text("nextCursor"))).await;
    let bodies: Vec<&str> = [&first, &second]
        .into_iter()
        .flat_map(|page| page.body["scheduled"].as_array().expect("rows"))
        .filter_map(|row| row["body"].as_str())
        .collect();
    assert_eq!(bodies, ["In 1 hours", "In 2 hours", "In 3 hours", "In 4 hours", "In 5 hours"], "soonest first");
    assert_eq!(second.body["nextCursor"], json!(null));
    let of_one = agent.get(&format!("{SCHEDULED}?conversation={conversation}")).await;
    assert_eq!(of_one.body["scheduled"].as_array().map(Vec::len), Some(1));
    assert_eq!(of_one.body["scheduled"][0]["body"], "In 5 hours");
    for query in ["cursor=x", "state=late", "limit=0", "conversation=a%20b"] {
        assert_eq!(agent.get(&format!("{SCHEDULED}?{query}")).await.status(), "400 Bad Request", "{query}");
    }
    let cursor = first.text("nextCursor");
    let stranger = hub.globex().person("owner").await;
    assert_eq!(stranger.get(&format!("{SCHEDULED}?cursor={cursor}")).await.body["scheduled"], json!([]));
    hub.settles().await;
}
