//! The hub answers by itself while nobody is there, and never twice.

use hub_core::flows::auto_reply::AUTO_REPLY_EVERY;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Person, TestHub};

const CUSTOMER: &str = "+14155550142";
const CLOSED: &str = "We are closed and answer in the morning.";

/// An office that is never open, or always.
async fn answers_by_itself(owner: &Person<'_>, is_open: bool) {
    let day = if is_open { json!([{ "opens": "00:00", "closes": "24:00" }]) } else { json!([]) };
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let hours: serde_json::Map<_, _> = days.map(|name| (name.to_owned(), day.clone())).into_iter().collect();
    let version = owner.get("/api/settings").await.body["version"].clone();
    let change = json!({ "version": version, "businessHours": hours, "autoReplies": { "afterHours": CLOSED } });
    assert!(owner.patch("/api/settings", change).await.is_done());
}

/// What the customer's phone got.
fn answers(hub: &TestHub, customer: &str) -> usize {
    hub.twilio().creates().iter().filter(|create| create.to == customer && create.body == CLOSED).count()
}

#[tokio::test]
async fn a_text_after_hours_is_answered_once_in_four_hours() {
    let hub = TestHub::start().await;
    let (acme, owner) = (hub.acme(), hub.acme().person("owner").await);
    acme.receives_sms(CUSTOMER, "Before there was an answer").await;
    answers_by_itself(&owner, false).await;
    for text in ["Are you open?", "Hello?"] {
        acme.receives_sms(CUSTOMER, text).await;
    }
    hub.settles().await;
    assert_eq!(answers(&hub, CUSTOMER), 1);
    let thread = owner.thread(CUSTOMER).await;
    let kinds: Vec<&Value> = thread.iter().map(|message| &message["kind"]).collect();
    assert!(kinds.contains(&&json!("auto_reply")), "{kinds:?}");
    hub.passes(AUTO_REPLY_EVERY + SignedDuration::from_secs(1)).await;
    acme.receives_sms(CUSTOMER, "And now?").await;
    hub.settles().await;
    assert_eq!(answers(&hub, CUSTOMER), 2);
}

#[tokio::test]
async fn nothing_is_answered_while_open() {
    let hub = TestHub::start().await;
    answers_by_itself(&hub.acme().person("owner").await, true).await;
    hub.acme().receives_sms(CUSTOMER, "Are you open?").await;
    hub.settles().await;
    assert_eq!(answers(&hub, CUSTOMER), 0);
}

#[tokio::test]
async fn neither_a_keyword_nor_a_short_code_nor_somebody_who_opted_out_is_answered() {
    let hub = TestHub::start().await;
    answers_by_itself(&hub.acme().person("owner").await, false).await;
    let opted_out = "+14155550143";
    let texts = [
        (CUSTOMER, "HELP"),
        ("72345", "Your code is 123456"),
        ("DENTIST", "An advertisement"),
        ("+14155550144", "Stop. Thank you"),
        (opted_out, "STOP"),
        (opted_out, "Still there?"),
    ];
    for (from, text) in texts {
        hub.acme().receives_sms(from, text).await;
    }
    hub.settles().await;
    assert_eq!(texts.map(|(from, _)| answers(&hub, from)), [0; 6]);
    hub.acme().receives_sms(CUSTOMER, "A question").await;
    hub.settles().await;
    assert_eq!(answers(&hub, CUSTOMER), 1, "the keyword took no turn");
}

#[tokio::test]
async fn two_texts_at_once_and_a_redelivery_are_answered_once() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    answers_by_itself(&acme.person("owner").await, false).await;
    let texts = ["One", "Two", "Three", "Four"].map(|text| acme.receives_sms(CUSTOMER, text));
    let delivered = futures_util::future::join_all(texts).await;
    assert!(delivered.iter().all(|delivery| delivery.status == Some(200)));
    hub.settles().await;
    assert_eq!(answers(&hub, CUSTOMER), 1);
}

#[tokio::test]
async fn two_machines_do_not_answer_each_other_for_long() {
    let hub = TestHub::start().await;
    answers_by_itself(&hub.acme().person("owner").await, false).await;
    for _ in 0..10 {
        hub.acme().receives_sms(CUSTOMER, "This is an automatic answer.").await;
        hub.settles().await;
    }
    assert_eq!(answers(&hub, CUSTOMER), 1);
}
