//! Somebody calls.

use insta::assert_snapshot;
use serde_json::{Value, json};
use tests::TestHub;

const CALLER: &str = "+14155550123";

/// The newest call of a list, without what differs from run to run.
async fn newest(person: &tests::Person<'_>) -> Value {
    person.rows("/api/calls", "calls").await.first().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_caller_hears_the_greeting_or_is_forwarded() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    let call = acme.is_called("CA01", CALLER).await;
    assert_snapshot!(call.hears(), @"Thank you for calling Acme Dental. We can't take your call right now. Please send us a text message instead. [end]");
    call.ends("completed", "6").await;
    let owner = acme.person("owner").await;
    let voice =
        json!({ "mode": "forward", "forwardTo": "+14155550150", "ringSeconds": 25, "greeting": "One <moment>." });
    assert!(owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "voice": voice })).await.is_done());
    let mut call = acme.is_called("CA02", CALLER).await;
    assert_snapshot!(call.hears(), @"One <moment>. [ringing]");
    assert_eq!(call.rings(), ["+14155550150"]);
    assert_eq!(call.attribute("Dial", "timeout").as_deref(), Some("25"));
    call.dialled("completed", "CA03").await;
    assert_snapshot!(call.hears(), @"[end]");
    call.ends("completed", "61").await;
    hub.settles().await;
    let stored = newest(&owner).await;
    assert_eq!((&stored["outcome"], &stored["durationSeconds"]), (&json!("forwarded"), &json!(61)));
    assert_eq!(owner.inbox().await[0]["inboundCount"], 1, "the first call was missed, the second one was not");
}

#[tokio::test]
async fn a_forged_request_is_refused_and_another_tenants_path_as_well() {
    let hub = TestHub::start().await;
    let (acme, globex) = (hub.acme(), hub.globex());
    let call = acme.is_called("CA01", CALLER).await;
    let paths = [
        "/webhooks/twilio/voice",
        "/api/twilio/voice-webhook",
        "/api/webhooks/voice",
        "/webhooks/twilio/voice-fallback",
        "/webhooks/twilio/call-status",
        "/webhooks/twilio/call-status/acme/call_x",
        "/webhooks/twilio/dial-result/acme/call_x/ring",
        "/webhooks/twilio/whisper/acme/call_x",
        "/webhooks/twilio/voice-outbound/acme/call_x",
        "/webhooks/twilio/recording/acme/call_x",
        "/webhooks/twilio/voicemail/acme/call_x",
        "/webhooks/twilio/transcription/acme/call_x",
    ];
    hub.settles().await;
    let before = hub.runner().stored().expect("the table");
    for path in paths {
        assert_eq!(call.posts_with("a-forged-token-0123456789", path, &[]).await.0, 403, "{path}");
        assert_eq!(call.posts_with(globex.demo.auth_token, path, &[]).await.0, 403, "{path}, another tenant's token");
        let elsewhere = path.replace("/acme/", "/globex/");
        if elsewhere != path {
            assert_eq!(call.posts(&elsewhere, &[]).await.0, 403, "{elsewhere}");
        }
    }
    hub.settles().await;
    assert!(hub.runner().stored().expect("the table") == before, "something was stored");
}

#[tokio::test]
async fn every_address_of_a_call_answers_with_words_whatever_it_gets() {
    let hub = TestHub::start().await;
    let mut call = hub.acme().is_called("CA01", CALLER).await;
    for path in ["/api/twilio/voice-webhook", "/api/webhooks/voice", "/webhooks/twilio/voice-fallback"] {
        call.follows(path, &[("CallStatus", "ringing")]).await;
        assert!(call.hears().ends_with("instead. [end]"), "{path}: {}", call.hears());
    }
    call.follows("/webhooks/twilio/voice", &[("CallSid", "")]).await;
    assert!(call.hears().starts_with("We can't take your call"), "{}", call.hears());
    let unknown = "call_01M3250V00EVENTS0000000001_aaaaaaaaaaaaaaaaaaaaaaaa";
    call.follows(&format!("/webhooks/twilio/dial-result/acme/{unknown}/ring"), &[("DialCallStatus", "busy")]).await;
    assert!(call.hears().starts_with("We can't take your call"), "{}", call.hears());
    call.follows(&format!("/webhooks/twilio/voicemail/acme/{unknown}"), &[("RecordingSid", "RE01")]).await;
    assert_snapshot!(call.hears(), @"Thank you. Goodbye. [end]");
    call.follows(&format!("/webhooks/twilio/whisper/acme/{unknown}"), &[]).await;
    assert_snapshot!(call.hears(), @"This call is recorded.");
    let fields = [("RecordingSid", "RE01"), ("RecordingStatus", "completed"), ("RecordingUrl", "https://x.test/RE01")];
    for path in ["recording", "transcription", "call-status"] {
        assert_eq!(call.posts(&format!("/webhooks/twilio/{path}/acme/{unknown}"), &fields).await.0, 204, "{path}");
    }
    hub.settles().await;
}

#[tokio::test]
async fn reports_that_come_late_twice_or_never_end_in_one_right_row() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    let voice = json!({ "mode": "ring", "ringSeconds": 20 });
    assert!(owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "voice": voice })).await.is_done());
    let client = "client:t_acme_u_usr_acme_agent";
    for (at, order) in [[0usize, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]].iter().enumerate() {
        let (sid, leg) = (format!("CA1{at}"), format!("CA2{at}"));
        let call = acme.is_called(&sid, CALLER).await;
        for step in order.iter().chain(order) {
            match step {
                0 => call.tells_of_leg(&leg, client, "ringing", &[("SequenceNumber", "1")]).await,
                1 => call.tells_of_leg(&leg, client, "in-progress", &[("SequenceNumber", "2")]).await,
                2 => call.tells_of_leg(&leg, client, "completed", &[("CallDuration", "50")]).await,
                _ => call.ends("completed", "61").await,
            }
        }
    }
    // Of the last one nothing but its end is ever heard, and of that twice.
    let unseen = acme.is_called("CA30", CALLER).await;
    for _ in 0..2 {
        let fields = [("CallSid", "CA31"), ("CallStatus", "no-answer"), ("Direction", "inbound")];
        assert_eq!(unseen.posts("/webhooks/twilio/call-status", &fields).await.0, 204);
    }
    unseen.ends("odd-new-word", "").await;
    hub.settles().await;
    let calls = owner.rows("/api/calls", "calls").await;
    let seen: Vec<_> = calls.iter().map(|call| (call["status"].as_str(), call["outcome"].as_str())).collect();
    let answered = (Some("completed"), Some("answered"));
    assert_eq!(
        seen,
        [(Some("no-answer"), Some("missed")), (Some("ringing"), None), answered, answered, answered, answered]
    );
    assert_eq!(calls[1]["carrierStatus"], "odd-new-word");
    for call in &calls[2..] {
        assert_eq!((&call["durationSeconds"], &call["answeredBy"]["userId"]), (&json!(61), &json!("usr_acme_agent")));
        assert_eq!(call["legs"].as_array().map(Vec::len), Some(1), "{call}");
        assert_eq!(call["legs"][0]["durationSeconds"], 50);
    }
    let active = owner.get("/api/calls/active").await;
    assert_eq!(active.body["calls"].as_array().map(Vec::len), Some(1), "{active}");
}

#[tokio::test]
async fn a_missed_call_is_unread_news_of_its_thread_and_is_answered_by_a_text() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    let mut window = owner.listens().await;
    acme.receives_sms(CALLER, "Hello").await;
    let id = owner.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/conversations/{id}");
    assert!(owner.patch(&path, json!({ "contactName": "Ada", "state": "closed" })).await.is_done());
    assert!(owner.put(&format!("{path}/read"), json!({ "seen": 1 })).await.is_done());
    let change = json!({ "version": 1, "autoReplies": { "missedCall": "Sorry that we missed you." } });
    assert!(owner.patch("/api/settings", change).await.is_done());
    for (sid, times) in [("CA01", 2), ("CA02", 1)] {
        let call = acme.is_called(sid, CALLER).await;
        for _ in 0..times {
            call.ends("completed", "4").await;
        }
    }
    hub.settles().await;
    let row = owner.inbox().await[0].clone();
    assert_eq!((&row["id"], &row["state"]), (&json!(id), &json!("open")));
    assert_eq!((&row["inboundCount"], &row["reads"]["usr_acme_owner"]), (&json!(3), &json!(1)), "two are unread");
    let texts = hub.twilio().creates();
    let answers = texts.iter().filter(|create| create.body == "Sorry that we missed you.");
    assert_eq!(answers.count(), 1, "one in four hours");
    let call = newest(&owner).await;
    assert_eq!((&call["contactName"], &call["conversationId"]), (&json!("Ada"), &json!(id)));
    let shown = owner.get(&format!("/api/calls/{}", call["id"].as_str().expect("an id"))).await;
    assert_eq!(shown.body, call);
    let bodies: Vec<_> = owner.thread(CALLER).await.iter().map(|message| message["body"].clone()).collect();
    assert_eq!(bodies, ["Sorry that we missed you.", "Hello"], "a list of messages holds messages alone");
    let news =
        window.until(|event| event["type"] == "call_updated" && event["data"]["call"]["outcome"] == "missed").await;
    assert!(news.iter().any(|event| event["data"]["call"]["status"] == "ringing"), "{news:?}");
}
