//! A call that goes on: hold, transfer and its end, over the simulated carrier.

use std::time::Duration;

use hub_core::call::{Call as StoredCall, TransferState};
use hub_testkit::twilio::{Action, Call, Person as Caller};
use serde_json::{Value, json};
use tests::{Person, Talk, TestHub};

const CUSTOMER: &str = "+14155550123";
const COLLEAGUE: &str = "+14155550150";
const AGENTS_BROWSER: &str = "client:t_acme_u_usr_acme_agent";
const PATIENCE: Duration = Duration::from_secs(60);

/// A hub whose number rings the owner alone.
async fn hub() -> TestHub {
    let hub = TestHub::start().await;
    hub.rings_the_owner().await;
    hub
}

async fn call(owner: &Person<'_>, talk: &Talk) -> Value {
    owner.get(&format!("/api/calls/{}", talk.id)).await.body
}

async fn steers(owner: &Person<'_>, talk: &Talk, method: &str, what: &str, body: Value) -> Value {
    let path = format!("/api/calls/{}/{what}", talk.id);
    let reply = owner.call(method, &path, (!body.is_null()).then_some(body)).await;
    assert!(reply.is_done(), "{what}: {reply}");
    reply.body
}

/// The newest document that a line went on with, by its verbs.
fn does(hub: &TestHub, sid: &str) -> Vec<String> {
    hub.twilio().verbs_of(sid).iter().rev().take(3).map(|verb| verb.name.clone()).collect()
}

/// Waits until a line has come to a verb.
async fn comes_to(hub: &TestHub, sid: &str, verb: &str, times: usize) {
    let reached = |ledger: &hub_testkit::twilio::Ledger| {
        ledger.verbs().iter().filter(|done| done.call_sid == sid && done.name == verb).count() >= times
    };
    let waited = hub.twilio().wait_until(PATIENCE, &format!("{sid} to come to {verb}"), reached).await;
    waited.unwrap_or_else(|error| panic!("{error}: {:?}", does(hub, sid)));
}

async fn is_over(hub: &TestHub, sid: &str) {
    hub.twilio().wait_for_end(sid, PATIENCE).await.unwrap_or_else(|error| panic!("{error}"));
}

fn is_on(hub: &TestHub, sid: &str) -> bool {
    hub.twilio().call(sid).is_some_and(|call| call.status == "in-progress")
}

fn act(hub: &TestHub, sid: &str, action: Action) {
    hub.twilio().act(sid, action).unwrap_or_else(|error| panic!("{error}"));
}

#[tokio::test]
async fn a_customer_waits_on_hold_and_comes_back() {
    let hub = hub().await;
    let owner = hub.acme().person("owner").await;
    let talk = hub.talks_with(CUSTOMER).await;
    let held = steers(&owner, &talk, "PUT", "hold", json!({ "onHold": true })).await;
    assert!(held["heldSince"].is_string(), "{held}");
    comes_to(&hub, &talk.customer, "Redirect", 1).await;
    comes_to(&hub, &talk.person, "Conference", 1).await;
    assert_eq!(steers(&owner, &talk, "PUT", "hold", json!({ "onHold": true })).await["heldSince"], held["heldSince"]);
    let back = steers(&owner, &talk, "PUT", "hold", json!({ "onHold": false })).await;
    assert_eq!(back["heldSince"], json!(null));
    comes_to(&hub, &talk.customer, "Conference", 1).await;
    assert!(is_on(&hub, &talk.customer) && is_on(&hub, &talk.person));
    // Once more, now that both are in a room.
    steers(&owner, &talk, "PUT", "hold", json!({ "onHold": true })).await;
    comes_to(&hub, &talk.person, "Conference", 2).await;
    steers(&owner, &talk, "PUT", "hold", json!({ "onHold": false })).await;
    comes_to(&hub, &talk.customer, "Conference", 2).await;
    act(&hub, &talk.person, Action::HangUp);
    is_over(&hub, &talk.customer).await;
    hub.settles().await;
    let ended = call(&owner, &talk).await;
    assert_eq!((&ended["status"], &ended["outcome"]), (&json!("completed"), &json!("answered")), "{ended}");
    assert_eq!(ended["answeredBy"]["userId"], "usr_acme_owner");
    hub.twilio().calls_had_no_problems();
}

#[tokio::test]
async fn a_call_is_passed_on_after_a_word() {
    let hub = hub().await;
    let owner = hub.acme().person("owner").await;
    hub.twilio().set_person(AGENTS_BROWSER, Caller::live());
    let talk = hub.talks_with(CUSTOMER).await;
    let wanted = json!({ "kind": "warm", "userId": "usr_acme_agent", "reason": " Asks about a bill " });
    let asked = steers(&owner, &talk, "POST", "transfer", wanted).await;
    let transfer = &asked["transfers"][0];
    assert_eq!((&transfer["state"], &transfer["reason"]), (&json!("ringing"), &json!("Asks about a bill")), "{asked}");
    let path = format!("/api/calls/{}/transfer", talk.id);
    let again = owner.post(&path, json!({ "kind": "warm", "phone": COLLEAGUE })).await;
    assert_eq!(again.code(), "transfer_under_way");
    let early = owner.post(&format!("/api/calls/{}/transfer/complete", talk.id), json!({})).await;
    assert_eq!(early.code(), "no_transfer", "nobody has answered");
    let colleague = hub.takes(AGENTS_BROWSER, |_| true).await;
    comes_to(&hub, &colleague, "Conference", 1).await;
    let talking = call(&owner, &talk).await;
    assert_eq!((&talking["transfers"][0]["state"], talking["heldSince"].is_string()), (&json!("talking"), true));
    steers(&owner, &talk, "POST", "transfer/complete", Value::Null).await;
    comes_to(&hub, &talk.customer, "Conference", 1).await;
    comes_to(&hub, &colleague, "Conference", 2).await;
    is_over(&hub, &talk.person).await;
    assert!(is_on(&hub, &talk.customer) && is_on(&hub, &colleague), "the two talk");
    let passed = call(&owner, &talk).await;
    assert_eq!((&passed["transfers"][0]["state"], &passed["status"]), (&json!("completed"), &json!("in-progress")));
    act(&hub, &talk.customer, Action::HangUp);
    is_over(&hub, &colleague).await;
    hub.settles().await;
    assert_eq!(call(&owner, &talk).await["status"], "completed");
    hub.twilio().calls_had_no_problems();
}

#[tokio::test]
async fn a_transfer_is_taken_back_or_nobody_takes_it() {
    let hub = hub().await;
    let owner = hub.acme().person("owner").await;
    let talk = hub.talks_with(CUSTOMER).await;
    hub.twilio().set_person(COLLEAGUE, Caller::live());
    steers(&owner, &talk, "POST", "transfer", json!({ "kind": "warm", "phone": COLLEAGUE })).await;
    let colleague = hub.takes(COLLEAGUE, |_| true).await;
    comes_to(&hub, &colleague, "Conference", 1).await;
    let back = steers(&owner, &talk, "DELETE", "transfer", Value::Null).await;
    assert_eq!((&back["transfers"][0]["state"], back["heldSince"].is_string()), (&json!("canceled"), true));
    is_over(&hub, &colleague).await;
    assert!(is_on(&hub, &talk.person), "who took it back is still there");
    // The next one is busy.
    hub.twilio().set_person(COLLEAGUE, Caller::busy());
    steers(&owner, &talk, "POST", "transfer", json!({ "kind": "warm", "phone": COLLEAGUE })).await;
    let busy = |call: &Call| call.to == COLLEAGUE && call.status == "busy";
    hub.twilio().wait_for_call(PATIENCE, "a busy line", busy).await.unwrap_or_else(|error| panic!("{error}"));
    hub.knows(&talk, |call| call.transfers[1].state == TransferState::Unanswered).await;
    steers(&owner, &talk, "PUT", "hold", json!({ "onHold": false })).await;
    comes_to(&hub, &talk.customer, "Conference", 1).await;
    assert!(is_on(&hub, &talk.customer) && is_on(&hub, &talk.person));
    steers(&owner, &talk, "POST", "end", Value::Null).await;
    is_over(&hub, &talk.customer).await;
    is_over(&hub, &talk.person).await;
    hub.settles().await;
    let over = owner.call("PUT", &format!("/api/calls/{}/hold", talk.id), Some(json!({ "onHold": true }))).await;
    assert_eq!((over.status().as_str(), over.code()), ("409 Conflict", "call_over"));
    hub.twilio().calls_had_no_problems();
}

#[tokio::test]
async fn a_call_is_passed_on_at_once_and_comes_back_if_nobody_takes_it() {
    let hub = hub().await;
    let owner = hub.acme().person("owner").await;
    let talk = hub.talks_with(CUSTOMER).await;
    hub.twilio().set_person(COLLEAGUE, Caller::busy());
    steers(&owner, &talk, "POST", "transfer", json!({ "kind": "blind", "phone": COLLEAGUE })).await;
    is_over(&hub, &talk.person).await;
    let again = hub.takes("client:t_acme_u_usr_acme_owner", |call| call.sid != talk.person).await;
    let is_back =
        |call: &StoredCall| call.legs.iter().any(|leg| leg.sid == again && leg.status.as_str() == "in-progress");
    let returned = hub.knows(&talk, is_back).await;
    assert_eq!(returned.transfers[0].state, TransferState::Unanswered);
    hub.twilio().set_person(COLLEAGUE, Caller::live());
    steers(&owner, &talk, "POST", "transfer", json!({ "kind": "blind", "phone": COLLEAGUE })).await;
    is_over(&hub, &again).await;
    let colleague = hub.takes(COLLEAGUE, |_| true).await;
    let passed = hub.knows(&talk, |call| call.transfers[1].state == TransferState::Completed).await;
    assert_eq!(passed.status.as_str(), "in-progress");
    act(&hub, &colleague, Action::HangUp);
    is_over(&hub, &talk.customer).await;
    hub.settles().await;
    assert_eq!(call(&owner, &talk).await["outcome"], "answered");
    hub.twilio().calls_had_no_problems();
}

#[tokio::test]
async fn a_call_of_ours_is_held_and_passed_on_too() {
    let hub = hub().await;
    let owner = hub.acme().person("owner").await;
    let browser = "client:t_acme_u_usr_acme_owner";
    for (address, person) in [(browser, Caller::live()), (CUSTOMER, Caller::live()), (COLLEAGUE, Caller::live())] {
        hub.twilio().set_person(address, person);
    }
    let made = owner.post("/api/calls/initiate", json!({ "to": CUSTOMER })).await;
    let id = made.text("callId").to_owned();
    let person = hub.takes(browser, |_| true).await;
    let customer = hub.takes(CUSTOMER, |_| true).await;
    let talk = Talk { id, customer, person };
    hub.knows(&talk, |call| call.answered_by.is_some()).await;
    steers(&owner, &talk, "PUT", "hold", json!({ "onHold": true })).await;
    comes_to(&hub, &talk.customer, "Redirect", 1).await;
    comes_to(&hub, &talk.person, "Conference", 1).await;
    steers(&owner, &talk, "POST", "transfer", json!({ "kind": "warm", "phone": COLLEAGUE })).await;
    let colleague = hub.takes(COLLEAGUE, |_| true).await;
    comes_to(&hub, &colleague, "Conference", 1).await;
    steers(&owner, &talk, "POST", "transfer/complete", Value::Null).await;
    is_over(&hub, &talk.person).await;
    comes_to(&hub, &talk.customer, "Conference", 1).await;
    let passed = call(&owner, &talk).await;
    assert_eq!((&passed["status"], &passed["sid"]), (&json!("in-progress"), &json!(talk.customer)), "{passed}");
    act(&hub, &colleague, Action::HangUp);
    is_over(&hub, &talk.customer).await;
    hub.settles().await;
    let ended = call(&owner, &talk).await;
    assert_eq!((&ended["status"], &ended["outcome"]), (&json!("completed"), &json!("answered")), "{ended}");
    hub.twilio().calls_had_no_problems();
}

#[tokio::test]
async fn whoever_waits_for_a_customer_who_is_gone_is_let_go() {
    let hub = hub().await;
    let owner = hub.acme().person("owner").await;
    let talk = hub.talks_with(CUSTOMER).await;
    steers(&owner, &talk, "PUT", "hold", json!({ "onHold": true })).await;
    comes_to(&hub, &talk.person, "Conference", 1).await;
    act(&hub, &talk.customer, Action::HangUp);
    is_over(&hub, &talk.customer).await;
    hub.knows(&talk, StoredCall::is_over).await;
    hub.passes(jiff::SignedDuration::from_secs(60)).await;
    is_over(&hub, &talk.person).await;
    hub.settles().await;
}

#[tokio::test]
async fn what_the_carrier_does_not_do_leaves_the_call_as_it_was() {
    let hub = hub().await;
    let owner = hub.acme().person("owner").await;
    let talk = hub.talks_with(CUSTOMER).await;
    for (body, status, code) in [
        (json!({ "kind": "warm" }), "400 Bad Request", "invalid_request"),
        (
            json!({ "kind": "warm", "phone": COLLEAGUE, "userId": "usr_acme_agent" }),
            "400 Bad Request",
            "invalid_request",
        ),
        (json!({ "kind": "warm", "userId": "usr_globex_owner" }), "400 Bad Request", "invalid_request"),
        (json!({ "kind": "blind", "phone": "12" }), "400 Bad Request", "invalid_number"),
        (json!({ "kind": "blind", "phone": CUSTOMER }), "400 Bad Request", "invalid_request"),
        (
            json!({ "kind": "blind", "phone": COLLEAGUE, "reason": "x".repeat(201) }),
            "400 Bad Request",
            "invalid_request",
        ),
    ] {
        let reply = owner.post(&format!("/api/calls/{}/transfer", talk.id), body).await;
        assert_eq!((reply.status().as_str(), reply.code()), (status, code), "{reply}");
    }
    // A phone that cannot be called at all: the customer waits, and is taken off hold.
    let path = format!("/api/calls/{}/transfer", talk.id);
    let refused = owner.post(&path, json!({ "kind": "warm", "phone": "+15005550001" })).await;
    assert_eq!(refused.code(), "call_refused");
    let held = call(&owner, &talk).await;
    assert_eq!((&held["transfers"][0]["state"], held["heldSince"].is_string()), (&json!("failed"), true));
    steers(&owner, &talk, "PUT", "hold", json!({ "onHold": false })).await;
    comes_to(&hub, &talk.customer, "Conference", 1).await;
    act(&hub, &talk.customer, Action::HangUp);
    is_over(&hub, &talk.person).await;
    hub.settles().await;
}
