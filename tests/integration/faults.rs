//! What becomes of texts while something around the hub fails. The table in infra/README.md names each of these stories.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use hub_core::flows::Ports;
use hub_core::flows::sweep::sweep;
use hub_core::ids::{ConnectionId, MessageId};
use hub_core::live::Visitor;
use hub_dev::runner::{Faults, MovableClock, TableFault};
use hub_testkit::twilio::{Attachment, Fault};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Person, Reply, TestHub};

const TEXTS: usize = 16;
const CUSTOMERS: usize = 4;
const EVERY_ONE: u64 = 1;

fn customer(number: usize) -> String {
    format!("+1415555{:04}", 4200 + number % CUSTOMERS)
}

/// How often each text stands in the threads of all customers.
async fn stored(agent: &Person<'_>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for number in 0..CUSTOMERS {
        for message in agent.thread(&customer(number)).await {
            *counts.entry(message["body"].as_str().expect("a text").to_owned()).or_default() += 1;
        }
    }
    counts
}

async fn asks(agent: &Person<'_>, number: usize) -> Reply {
    let key = format!("key-{number}");
    let body = json!({ "to": customer(number), "message": format!("Answer {number}"), "clientId": key });
    agent.post("/api/messages/send", body).await
}

/// Sends every text, those to a customer one after the other.
async fn asks_for_all(agent: &Person<'_>) -> Vec<Reply> {
    let customers = (0..CUSTOMERS).map(|customer| async move {
        let mut replies = Vec::new();
        for number in (customer..TEXTS).step_by(CUSTOMERS) {
            replies.push(asks(agent, number).await);
        }
        replies
    });
    join_all(customers).await.into_iter().flatten().collect()
}

/// Sends again whatever was not accepted, as the page does.
async fn insists(agent: &Person<'_>) {
    for reply in asks_for_all(agent).await {
        assert_eq!(reply.status(), "202 Accepted", "{reply}");
    }
}

/// Each answer was handed to the carrier once, in the order in which its thread has them.
async fn each_answer_went_out_once(hub: &TestHub, agent: &Person<'_>) {
    each_answer_went_out(hub, agent, |sent| sent).await;
}

async fn each_answer_went_out(hub: &TestHub, agent: &Person<'_>, told: impl Fn(Vec<String>) -> Vec<String>) {
    for number in 0..CUSTOMERS {
        let to = customer(number);
        let mut thread: Vec<Value> = agent.thread(&to).await;
        thread.retain(|message| message["direction"] == "outbound");
        thread.reverse();
        let shown = thread.iter().filter_map(|message| message["body"].as_str()).map(str::to_owned).collect();
        let sent = hub.twilio().creates_to(&to).iter().map(|create| create.body.clone()).collect();
        assert_eq!(told(sent), told(shown), "to {to}");
        let is_known = |message: &Value| ["sent", "delivered"].contains(&message["status"].as_str().expect("a word"));
        let unknown: Vec<_> =
            thread.iter().filter(|message| !is_known(message)).map(|m| (&m["body"], &m["status"])).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
    assert_eq!(hub.twilio().creates().len(), TEXTS);
}

fn in_any_order(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// The carrier delivers its texts; which of them the hub acknowledged.
async fn texts(hub: &TestHub) -> Vec<(String, bool)> {
    let texts = (0..TEXTS).map(|number| async move {
        let text = format!("Text {number}");
        let delivery = hub.acme().receives_sms(&customer(number), &text).await;
        (text, delivery.status == Some(200))
    });
    join_all(texts).await
}

#[tokio::test]
async fn a_table_that_is_down_takes_nothing_and_nothing_is_acknowledged() {
    for fault in [TableFault::Throttled, TableFault::Failing, TableFault::Unreachable] {
        let faults = Faults::default();
        let hub = TestHub::with_faults(&faults).await;
        let agent = hub.acme().person("agent").await;
        faults.at_table(fault, EVERY_ONE);
        assert!(texts(&hub).await.iter().all(|(_, is_acknowledged)| !is_acknowledged), "{fault:?}");
        let reply = asks(&agent, 0).await;
        assert_eq!((reply.status().as_str(), reply.code()), ("503 Service Unavailable", "unavailable"), "{fault:?}");
        faults.end();
        assert_eq!(stored(&agent).await, BTreeMap::new(), "{fault:?}");
        assert!(texts(&hub).await.iter().all(|(_, is_acknowledged)| *is_acknowledged), "{fault:?}");
        insists(&agent).await;
        hub.settles().await;
        each_answer_went_out_once(&hub, &agent).await;
    }
}

#[tokio::test]
async fn a_table_that_never_answers_is_not_waited_for_without_end() {
    let faults = Faults::default();
    let hub = TestHub::with_faults(&faults).await;
    let agent = hub.acme().person("agent").await;
    faults.at_table(TableFault::Silent, EVERY_ONE);
    let (acme, from) = (hub.acme(), customer(0));
    let (delivery, reply) = tokio::join!(acme.receives_sms(&from, "Hello"), asks(&agent, 0));
    assert!(delivery.status.is_some_and(|status| status >= 500), "{delivery:?}");
    assert_eq!(reply.status(), "503 Service Unavailable");
    faults.end();
    hub.acme().receives_sms(&customer(0), "Hello again").await;
    assert_eq!(stored(&agent).await, BTreeMap::from([("Hello again".to_owned(), 1)]));
    hub.settles().await;
}

#[tokio::test]
async fn a_table_that_fails_now_and_then_loses_nothing_and_doubles_nothing() {
    for (fault, nth) in [
        (TableFault::Throttled, 2),
        (TableFault::Failing, 3),
        (TableFault::Unreachable, 3),
        (TableFault::AnswerLost, 2),
        (TableFault::AnswerLost, 3),
        (TableFault::AnswerLost, 5),
    ] {
        println!("{fault:?} at each request of {nth}");
        let faults = Faults::default();
        let hub = TestHub::with_faults(&faults).await;
        let agent = hub.acme().person("agent").await;
        let before = agent.get("/api/sync").await.body["seq"].as_u64().expect("a number");
        faults.at_table(fault, nth);
        let texts = texts(&hub).await;
        asks_for_all(&agent).await;
        faults.end();
        let stored = stored(&agent).await;
        for (text, is_acknowledged) in texts {
            let times = stored.get(&text).copied().unwrap_or_default();
            assert!(times <= 1 && (times == 1 || !is_acknowledged), "{fault:?}: {text} is stored {times} times");
        }
        insists(&agent).await;
        hub.settles().await;
        hub.passes(SignedDuration::from_mins(3)).await;
        hub.outwaits_the_queue().await;
        hub.passes(SignedDuration::from_mins(3)).await;
        // Who gets an error and repeats it later is behind those who got none.
        each_answer_went_out(&hub, &agent, in_any_order).await;
        every_change_was_told_once(&agent, before).await;
    }
}

/// The events have no gap, and each message is told of as new once.
async fn every_change_was_told_once(agent: &Person<'_>, before: u64) {
    let (mut after, mut told, mut new) = (before, Vec::new(), BTreeMap::<String, usize>::new());
    loop {
        let page = agent.get(&format!("/api/sync?after={after}&limit=100")).await.body;
        for event in page["events"].as_array().expect("events") {
            told.push(event["seq"].as_u64().expect("a number"));
            if event["type"] == "new_message" {
                let id = event["data"]["message"]["id"].as_str().expect("an id");
                *new.entry(id.to_owned()).or_default() += 1;
            }
        }
        after = told.last().copied().unwrap_or(after);
        if page["hasMore"] == json!(false) {
            break;
        }
    }
    assert_eq!(told, (before + 1..=after).collect::<Vec<_>>());
    assert!(new.len() >= TEXTS && new.values().all(|times| *times == 1), "{new:?}");
}

#[tokio::test]
async fn a_worker_that_hears_nothing_of_its_claim_asks_again_and_has_it() {
    let faults = Faults::default();
    let hub = TestHub::with_faults(&faults).await;
    let agent = hub.acme().person("agent").await;
    faults.at_queue();
    let id: MessageId = asks(&agent, 0).await.text("messageId").parse().expect("an id");
    faults.at_table(TableFault::AnswerLost, 2);
    let (messages, tenant, now) = (&hub.runner().hub().ports.messages, hub.acme().demo.tenant_id(), hub.now());
    let claims = [(); 2].map(|()| messages.claim(&tenant, &id, now, now + SignedDuration::from_mins(1)));
    let claims = join_all(claims).await.into_iter().filter_map(|claim| claim.expect("an answer"));
    assert_eq!(claims.count(), 1, "one worker has it");
}

#[tokio::test]
async fn a_queue_that_is_down_costs_time_and_no_text() {
    let faults = Faults::default();
    let hub = TestHub::with_faults(&faults).await;
    let agent = hub.acme().person("agent").await;
    faults.at_queue();
    insists(&agent).await;
    hub.settles().await;
    assert_eq!(hub.twilio().creates().len(), 0);
    faults.end();
    hub.passes(SignedDuration::from_mins(3)).await;
    each_answer_went_out_once(&hub, &agent).await;
}

#[tokio::test]
async fn an_hour_without_the_carrier_costs_no_text_and_no_picture() {
    // What the carrier may have is looked for while others go on, so that its order is not kept.
    for (fault, is_ordered) in [(Fault::TooManyRequests429, true), (Fault::ServerError500, false)] {
        let hub = TestHub::start().await;
        let agent = hub.acme().person("agent").await;
        hub.twilio().arm(fault.clone(), u32::MAX);
        hub.twilio().arm(Fault::MediaServerError500, 12);
        hub.acme().receives_files(&customer(0), "Look", vec![Attachment::picture(1)]).await;
        insists(&agent).await;
        hub.lives_through(SignedDuration::from_hours(1)).await;
        assert_eq!(hub.twilio().creates().len(), 0);
        hub.twilio().clear_faults();
        hub.lives_through(SignedDuration::from_mins(20)).await;
        hub.settles().await;
        each_answer_went_out(&hub, &agent, |texts| if is_ordered { texts } else { in_any_order(texts) }).await;
        let thread = agent.thread(&customer(0)).await;
        let picture = thread.iter().find(|message| message["body"] == "Look").expect("it came");
        assert_eq!(picture["media"][0]["state"], "ready", "{fault:?}");
    }
}

#[tokio::test]
async fn a_worker_whose_clock_is_fast_takes_nothing_from_another_one() {
    let hub = TestHub::with_hesitant_workers(Duration::from_millis(40)).await;
    let agent = hub.acme().person("agent").await;
    let clock = MovableClock::default();
    clock.advance(SignedDuration::from_mins(7));
    let fast = Ports { clock: Arc::new(clock.clone()), ..Ports::clone(&hub.runner().hub().ports) };
    let sweeps = async {
        while hub.twilio().creates().len() < TEXTS {
            sweep(&fast, hub_core::ports::Clock::now(&clock)).await.expect("a sweep");
        }
    };
    tokio::join!(insists(&agent), sweeps);
    hub.settles().await;
    hub.passes(SignedDuration::from_mins(10)).await;
    each_answer_went_out_once(&hub, &agent).await;
}

#[tokio::test]
async fn a_window_that_is_gone_without_a_word_is_forgotten_and_the_others_hear() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let (live, tenant) = (&hub.runner().hub().ports.live, hub.acme().demo.tenant_id());
    let mut window = agent.listens().await;
    let gone = ConnectionId::from_gateway("L0SM9cOFvHcCIhw=").expect("an id");
    let somebody = Visitor { tenant_id: tenant.clone(), user_id: "usr_1".parse().expect("an id"), is_external: false };
    let until = hub.now() + SignedDuration::from_hours(1);
    live.put_connection(&gone, "L0SM9cOFvHcCIhw=", &somebody, until).await.expect("kept");
    hub.acme().receives_sms(&customer(0), "Hello").await;
    window.until(|event| event["type"] == "new_message").await;
    hub.settles().await;
    let open = live.connections(&tenant, hub.now()).await.expect("a list");
    assert!(open.len() == 1 && open.iter().all(|connection| connection.id != gone), "{open:?}");
}
