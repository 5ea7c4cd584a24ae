//! We write to customers.

use hub_testkit::twilio::{Fault, SimulatorState};
use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::json;
use tests::{PATIENCE, TestHub};

const CUSTOMER: &str = "+14155550123";

async fn creates_end(twilio: &SimulatorState, wanted: usize) {
    let done = twilio.wait_until(PATIENCE, "creates", |ledger| ledger.creates().count() >= wanted).await;
    done.expect("the creates");
}

#[tokio::test]
async fn an_answer_reaches_the_handset_and_is_delivered() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hello?").await;
    let agent = hub.acme().person("agent").await;
    let reply = agent.sends("(415) 555-0123", "Hi! How can we help?").await;
    assert_snapshot!(reply.status(), @"202 Accepted");
    assert_eq!(
        (&reply.body["success"], &reply.body["status"], &reply.body["segments"]),
        (&json!(true), &json!("queued"), &json!(1))
    );
    hub.settles().await;

    let sent = hub.twilio().creates_to(CUSTOMER);
    assert_eq!((sent.len(), sent[0].body.as_str()), (1, "Hi! How can we help?"));
    let thread = agent.thread(CUSTOMER).await;
    assert_eq!(
        (thread.len(), &thread[0]["status"], &thread[0]["body"]),
        (2, &json!("delivered"), &json!("Hi! How can we help?"))
    );
    assert!(thread[0]["sid"].as_str().is_some_and(|sid| sid.starts_with("SM")) && thread[0]["deliveredAt"].is_string());
}

#[tokio::test]
async fn a_stop_reply_blocks_every_later_send() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, " Stop ").await;
    let agent = hub.acme().person("agent").await;
    let reply = agent.sends(CUSTOMER, "Hi").await;
    assert_snapshot!(reply, @r#"403 Forbidden {"code":"opted_out","error":"Customer has opted out of SMS"}"#);
    assert_eq!(agent.thread(CUSTOMER).await[0]["keyword"], "stop", "the keyword itself is shown");
    hub.twilio().sent_nothing_to(CUSTOMER);

    hub.acme().receives_sms(CUSTOMER, "START").await;
    assert_snapshot!(agent.sends(CUSTOMER, "Welcome back").await.status(), @"202 Accepted");
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn a_repeat_with_the_same_key_sends_once() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let body = json!({ "to": CUSTOMER, "message": "Once", "clientId": "c-1" });
    let requests = (0..10).map(|_| agent.post("/api/messages/send", body.clone()));
    let replies = futures_util::future::join_all(requests).await;
    assert!(
        replies
            .iter()
            .all(|reply| reply.status() == "202 Accepted" && reply.text("messageId") == replies[0].text("messageId"))
    );
    let other = json!({ "to": CUSTOMER, "message": "Something else", "clientId": "c-1" });
    assert_snapshot!(agent.post("/api/messages/send", other).await.status(), @"409 Conflict");
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn a_repeat_is_answered_as_at_first_although_it_would_be_refused_by_now() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let body = json!({ "to": CUSTOMER, "message": "Once", "clientId": "c-1" });
    let first = agent.post("/api/messages/send", body.clone()).await;
    hub.settles().await;
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    let again = agent.post("/api/messages/send", body).await;
    assert_eq!((again.status().as_str(), &again.body), ("202 Accepted", &first.body));
    let other = json!({ "to": CUSTOMER, "message": "Something else", "clientId": "c-1" });
    assert_eq!(agent.post("/api/messages/send", other).await.code(), "idempotency_key_reused");
    let new = json!({ "to": CUSTOMER, "message": "Once", "clientId": "c-2" });
    assert_eq!(agent.post("/api/messages/send", new).await.code(), "opted_out");
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn bad_input_is_refused_with_a_reason_and_stores_nothing() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    for (body, expected, why) in [
        (json!({ "to": "12", "message": "Hi" }), "400 Bad Request invalid_number", "no number"),
        (json!({ "to": CUSTOMER, "message": " " }), "400 Bad Request message_empty", "nothing to send"),
        (json!({ "to": CUSTOMER, "message": "x".repeat(1_601) }), "400 Bad Request message_too_long", "too long"),
        (
            json!({ "to": CUSTOMER, "message": "Hi", "from": "+14155550199" }),
            "400 Bad Request unknown_sender",
            "another tenant's number",
        ),
        (
            json!({ "to": CUSTOMER, "message": "Hi", "channel": "fax" }),
            "400 Bad Request invalid_request",
            "no such channel",
        ),
        (json!({ "to": CUSTOMER }), "400 Bad Request invalid_request", "a missing field"),
        (json!([1]), "400 Bad Request invalid_request", "another shape"),
    ] {
        let reply = agent.post("/api/messages/send", body).await;
        assert_eq!(format!("{} {}", reply.status(), reply.text("code")), expected, "{why}");
    }
    assert_eq!(agent.inbox().await.len(), 0);
    hub.settles().await;
    assert_eq!(hub.twilio().creates().len(), 0);
}

#[tokio::test]
async fn what_surely_was_not_sent_is_tried_again() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::TooManyRequests429, 1);
    agent.sends(CUSTOMER, "Busy?").await;
    creates_end(hub.twilio(), 1).await;
    hub.settles().await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "delivered");
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn an_ambiguous_answer_is_never_sent_again() {
    for fault in [Fault::ServerError500, Fault::AcceptThenCut, Fault::RefuseBeforeAccept] {
        let hub = TestHub::start().await;
        let agent = hub.acme().person("agent").await;
        hub.twilio().arm(fault.clone(), 1);
        hub.twilio().arm(Fault::NoCallbacks, 1);
        agent.sends(CUSTOMER, "Did you get this?").await;
        hub.settles().await;
        let message = &agent.thread(CUSTOMER).await[0];
        assert_eq!((&message["status"], message["errorCode"].is_string()), (&json!("uncertain"), true), "{fault:?}");
        assert!(hub.twilio().creates_to(CUSTOMER).len() <= 1, "{fault:?}");
        let tries = hub
            .twilio()
            .requests()
            .iter()
            .filter(|request| request.method == "POST" && request.path.ends_with("Messages.json"))
            .count();
        assert_eq!(tries, 1, "{fault:?}: one request, no blind retry");
    }
}

#[tokio::test]
async fn what_the_carrier_has_after_all_is_found_and_not_sent_again() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::AcceptThenCut, 1);
    hub.twilio().arm(Fault::NoCallbacks, 1);
    agent.sends(CUSTOMER, "Did you get this?").await;
    hub.settles().await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "uncertain");
    hub.passes(SignedDuration::from_secs(60)).await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "uncertain", "the request could still be on its way");
    hub.passes(SignedDuration::from_secs(60)).await;
    let message = &agent.thread(CUSTOMER).await[0];
    assert!(message["status"] != "uncertain" && message["errorCode"].is_null(), "{message}");
    assert!(message["sid"].as_str().is_some_and(|sid| sid.starts_with("SM")));
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn what_the_carrier_surely_does_not_have_is_sent() {
    for fault in [Fault::ServerError500, Fault::RefuseBeforeAccept] {
        let hub = TestHub::start().await;
        let agent = hub.acme().person("agent").await;
        hub.twilio().arm(fault.clone(), 1);
        agent.sends(CUSTOMER, "Did you get this?").await;
        hub.settles().await;
        assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "uncertain", "{fault:?}");
        hub.passes(SignedDuration::from_secs(100)).await;
        hub.settles().await;
        assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "delivered", "{fault:?}");
        assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn two_equal_texts_are_never_taken_for_one() {
    for (first, second) in [
        (Fault::AcceptThenCut, Fault::RefuseBeforeAccept),
        (Fault::RefuseBeforeAccept, Fault::AcceptThenCut),
        (Fault::AcceptThenCut, Fault::AcceptThenCut),
        (Fault::ServerError500, Fault::ServerError500),
    ] {
        for callbacks in [true, false] {
            let hub = TestHub::start().await;
            let agent = hub.acme().person("agent").await;
            for fault in [&first, &second] {
                hub.twilio().arm(fault.clone(), 1);
                if !callbacks {
                    hub.twilio().arm(Fault::NoCallbacks, 1);
                }
                agent.sends(CUSTOMER, "On my way").await;
                hub.settles().await;
            }
            hub.passes(SignedDuration::from_secs(100)).await;
            hub.settles().await;
            let thread = agent.thread(CUSTOMER).await;
            let sids: std::collections::BTreeSet<_> =
                thread.iter().filter_map(|message| message["sid"].as_str()).collect();
            assert_eq!(
                (hub.twilio().creates_to(CUSTOMER).len(), sids.len()),
                (2, 2),
                "{first:?} {second:?} {callbacks}"
            );
            assert!(thread.iter().all(|message| message["errorCode"].is_null()), "{first:?} {second:?} {callbacks}");
        }
    }
}

#[tokio::test]
async fn a_list_that_can_not_be_read_settles_nothing() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::RefuseBeforeAccept, 1);
    agent.sends(CUSTOMER, "Did you get this?").await;
    hub.settles().await;
    hub.twilio().arm(Fault::Unauthorized401, u32::MAX);
    hub.passes(SignedDuration::from_secs(100)).await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "uncertain");
    hub.twilio().clear_faults();
    hub.passes(SignedDuration::from_mins(6)).await;
    hub.settles().await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "delivered");
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn a_person_checks_again_or_sends_anyway() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let ask = async |id: &str, what: &str| agent.post(&format!("/api/messages/{id}/{what}"), json!({})).await;
    hub.twilio().arm(Fault::RefuseBeforeAccept, 1);
    let id = agent.sends(CUSTOMER, "Did you get this?").await.text("messageId").to_owned();
    hub.settles().await;
    assert_eq!(ask(&id, "send-anyway").await.status(), "202 Accepted");
    hub.settles().await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "delivered");
    for what in ["check", "send-anyway"] {
        let late = ask(&id, what).await;
        assert_eq!((late.status().as_str(), late.code()), ("409 Conflict", "not_uncertain"), "{what}");
        assert_eq!(ask("msg_unknown", what).await.status(), "404 Not Found", "{what}");
    }
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);

    hub.twilio().arm(Fault::AcceptThenCut, 1);
    hub.twilio().arm(Fault::NoCallbacks, 1);
    let id = agent.sends(CUSTOMER, "And this?").await.text("messageId").to_owned();
    hub.settles().await;
    hub.advance(SignedDuration::from_secs(100));
    assert_eq!(ask(&id, "check").await.status(), "202 Accepted");
    hub.settles().await;
    assert!(agent.thread(CUSTOMER).await[0]["errorCode"].is_null(), "found at the carrier");
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 2);
}

#[tokio::test]
async fn a_callback_settles_an_ambiguous_send() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::AcceptThenCut, 1);
    agent.sends(CUSTOMER, "Did you get this?").await;
    hub.settles().await;
    let message = &agent.thread(CUSTOMER).await[0];
    assert_eq!((&message["status"], &message["errorCode"]), (&json!("delivered"), &json!(null)));
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn a_refusal_of_the_carrier_is_shown_with_its_reason() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    agent.sends("+15005550001", "Hi").await;
    hub.settles().await;
    hub.twilio().arm(Fault::Undelivered { error_code: 30003 }, 1);
    agent.sends(CUSTOMER, "Hi").await;
    hub.settles().await;
    let message = &agent.thread(CUSTOMER).await[0];
    assert_eq!((&message["status"], &message["errorCode"]), (&json!("undelivered"), &json!("30003")));
    assert_eq!(message["errorMessage"], "The phone is switched off or out of reach.");
}

#[tokio::test]
async fn an_opt_out_that_only_the_carrier_saw_stops_later_sends() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::OptedOut21610, 1);
    agent.sends(CUSTOMER, "Hi").await;
    hub.settles().await;
    let message = &agent.thread(CUSTOMER).await[0];
    assert_eq!((&message["status"], &message["errorCode"]), (&json!("blocked"), &json!("21610")));
    assert_eq!(agent.inbox().await[0]["optedOut"], true);
    assert_snapshot!(agent.sends(CUSTOMER, "Again").await.status(), @"403 Forbidden");
}

#[tokio::test]
async fn an_unknown_status_is_harmless() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::UnknownStatus("teleported".to_owned()), 1);
    agent.sends(CUSTOMER, "Hi").await;
    hub.settles().await;
    let sid = hub.twilio().creates()[0].sid.clone();
    hub.twilio().post_status(&sid, "delivered", None).await.expect("a report");
    hub.twilio().post_status(&sid, "sent", None).await.expect("a report");
    hub.settles().await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "delivered");
}
