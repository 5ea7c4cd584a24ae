//! Calls as the carrier makes them, from the first ring to the last report.

use std::time::Duration;

use hub_testkit::twilio::{Action, After, Call, Fault, Person as Caller, Speech};
use serde_json::{Value, json};
use tests::{Person, TestHub};

const CALLER: &str = "+14155550123";
const ACMES: &str = "+12015550123";
const COLLEAGUE: &str = "+14155550150";
const PATIENCE: Duration = Duration::from_secs(120);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// What happens to calls of acme's number from now on.
async fn routes(hub: &TestHub, voice: Value) {
    let owner = hub.acme().person("owner").await;
    let numbers = owner.get("/api/numbers").await;
    let version = numbers.body["numbers"][0]["version"].clone();
    let change = json!({ "version": version, "voice": voice });
    let reply = owner.patch("/api/numbers/num_12015550123", change).await;
    assert!(reply.is_done(), "{reply}");
}

/// What the policy says of recordings from now on.
async fn records(hub: &TestHub, policy: &str) {
    let owner = hub.acme().person("owner").await;
    let version = owner.get("/api/settings").await.body["version"].clone();
    let reply = owner.patch("/api/settings", json!({ "version": version, "recordingPolicy": policy })).await;
    assert!(reply.is_done(), "{reply}");
}

async fn calls(person: &Person<'_>) -> Vec<Value> {
    person.rows("/api/calls", "calls").await
}

/// A call to its end, and all that is told of it.
async fn is_called(hub: &TestHub, caller: Caller) {
    hub.twilio().call_through(CALLER, ACMES, caller).await.expect("a call");
    hub.settles().await;
    hub.twilio().calls_had_no_problems();
}

#[tokio::test]
async fn a_message_is_kept_once_with_its_sound_and_its_words() {
    let hub = TestHub::start().await;
    routes(&hub, json!({ "mode": "voicemail", "voicemail": { "on": true, "transcribe": true } })).await;
    is_called(&hub, Caller::new().says_then("Please call me back", seconds(7), After::HangUp)).await;
    let agent = hub.acme().person("agent").await;
    let calls = calls(&agent).await;
    let [call] = &calls[..] else { panic!("one call: {calls:?}") };
    assert_eq!((&call["outcome"], &call["voicemail"]["state"]), (&json!("voicemail"), &json!("new")), "{call}");
    assert_eq!(call["voicemail"]["transcript"], json!({ "state": "ready", "text": "Please call me back" }));
    assert_eq!((&call["recording"]["state"], &call["recording"]["durationSeconds"]), (&json!("completed"), &json!(7)));
    let id = call["id"].as_str().expect("an id");
    let sound = agent.get(&format!("/api/calls/{id}/recording")).await;
    let (status, kind, _, bytes) = agent.fetches(sound.text("url")).await;
    assert!(status == 200 && kind.starts_with("audio/") && bytes.len() > 7_000, "{status} {kind} {}", bytes.len());
    let row = &agent.inbox().await[0];
    assert_eq!((&row["lastMessage"]["preview"], &row["inboundCount"]), (&json!("Voicemail, 0:07"), &json!(1)));
}

#[tokio::test]
async fn a_forwarded_call_ends_as_the_phone_that_it_rang_ended() {
    let hub = TestHub::start().await;
    let voicemail_off = json!({ "on": false });
    routes(&hub, json!({ "mode": "forward", "forwardTo": COLLEAGUE, "ringSeconds": 20, "voicemail": voicemail_off }))
        .await;
    let agent = hub.acme().person("agent").await;
    let outcomes = [
        (Caller::answering_after(seconds(4)).hangs_up_after(seconds(42)), "forwarded"),
        (Caller::away(), "missed"),
        (Caller::busy(), "missed"),
        (Caller::unreachable(), "missed"),
    ];
    for (colleague, outcome) in outcomes {
        hub.twilio().set_person(COLLEAGUE, colleague);
        is_called(&hub, Caller::new()).await;
        let newest = calls(&agent).await.remove(0);
        assert_eq!((&newest["outcome"], &newest["status"]), (&json!(outcome), &json!("completed")), "{newest}");
    }
    let forwarded = calls(&agent).await.pop().expect("the first");
    assert_eq!(forwarded["legs"][0]["durationSeconds"], 42, "{forwarded}");
    assert_eq!(agent.inbox().await[0]["inboundCount"], 3, "what was missed is unread, what was taken is not");
}

#[tokio::test]
async fn nothing_is_recorded_before_both_sides_were_told() {
    let hub = TestHub::start().await;
    routes(&hub, json!({ "mode": "forward", "forwardTo": COLLEAGUE, "ringSeconds": 20 })).await;
    hub.twilio().set_person(COLLEAGUE, Caller::answering_after(seconds(2)).hangs_up_after(seconds(30)));
    let agent = hub.acme().person("agent").await;
    for (policy, caller, is_recorded) in [
        ("off", Caller::new(), false),
        ("announce", Caller::new(), true),
        ("require_keypress", Caller::new().presses("1"), true),
        ("require_keypress", Caller::new(), false),
    ] {
        records(&hub, policy).await;
        is_called(&hub, caller).await;
        let call = calls(&agent).await.remove(0);
        let is_kept = call["recording"]["state"] == "completed";
        assert_eq!((is_kept, &call["outcome"]), (is_recorded, &json!("forwarded")), "{policy}: {call}");
        if is_recorded {
            assert_eq!(
                (&call["consent"]["given"], &call["consent"]["policy"]),
                (&json!(true), &json!(policy)),
                "{call}"
            );
            assert!(call["consent"]["calleeToldAt"].is_string(), "{call}");
        }
    }
    hub.twilio().captured_nothing_before("recorded");
}

#[tokio::test]
async fn whatever_is_told_twice_late_or_never_each_call_ends_right_once() {
    let hub = TestHub::start().await;
    routes(&hub, json!({ "mode": "voicemail", "voicemail": { "on": true, "transcribe": true } })).await;
    let agent = hub.acme().person("agent").await;
    let faults = [Fault::DuplicateCallbacks, Fault::ReorderedCallbacks, Fault::NoFinalCallback];
    for (number, fault) in faults.into_iter().enumerate() {
        let caller = format!("+1415555019{number}");
        hub.twilio().arm_for(&caller, fault, 20);
        let says = Caller::new().says_then(format!("Message {number}"), seconds(5), After::HangUp);
        hub.twilio().call_through(&caller, ACMES, says).await.expect("a call");
    }
    hub.settles().await;
    // A call of whose end nothing is told is asked for at the carrier.
    hub.passes(jiff::SignedDuration::from_hours(5)).await;
    let calls = calls(&agent).await;
    assert_eq!(calls.len(), 3);
    for call in &calls {
        assert_eq!((&call["outcome"], &call["status"]), (&json!("voicemail"), &json!("completed")), "{call}");
        assert_eq!(
            (&call["recording"]["state"], &call["recording"]["durationSeconds"]),
            (&json!("completed"), &json!(5))
        );
        assert_eq!(call["voicemail"]["transcript"]["state"], "ready", "{call}");
    }
    let unread: Vec<_> = agent.inbox().await.iter().map(|row| row["inboundCount"].clone()).collect();
    assert_eq!(unread, [1, 1, 1], "each is news once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_five_hundred_calls_at_once_none_is_lost() {
    const CALLS: usize = 500;
    const AT_A_TIME: usize = 20;
    let hub = TestHub::start().await;
    routes(&hub, json!({ "mode": "voicemail", "voicemail": { "on": true, "transcribe": true } })).await;
    let twilio = hub.twilio();
    let numbers: Vec<usize> = (0..CALLS).collect();
    let mut sids = Vec::new();
    // They come one after the other, and then all of them wait at the beep.
    for some in numbers.chunks(AT_A_TIME) {
        for number in some {
            sids.push(
                twilio.place_call(&format!("+1415555{number:04}"), ACMES, Caller::live()).expect("a known number"),
            );
        }
        for sid in &sids[some[0]..] {
            let is_at_the_beep = |call: &Call| call.sid == *sid && call.heard.iter().any(|heard| heard.verb == "Beep");
            twilio.wait_for_call(PATIENCE, "the beep", is_at_the_beep).await.expect("a beep");
        }
    }
    let active = hub.acme().person("agent").await.get("/api/calls/active").await;
    assert_eq!(active.body["calls"].as_array().map(Vec::len), Some(CALLS), "all at once");
    for some in numbers.chunks(AT_A_TIME) {
        for number in some {
            let words = Speech { then: After::HangUp, ..Speech::new(format!("Message {number}")) };
            twilio.act(&sids[*number], Action::Speak(words)).expect("a call");
        }
        for number in some {
            twilio.wait_for_end(&sids[*number], PATIENCE).await.expect("an end");
        }
    }
    hub.twilio().settled(PATIENCE).await.expect("over");
    hub.settles().await;
    hub.twilio().calls_had_no_problems();
    let calls = calls(&hub.acme().person("agent").await).await;
    let mut words: Vec<_> = calls.iter().filter_map(|call| call["voicemail"]["transcript"]["text"].as_str()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!((calls.len(), words.len()), (CALLS, CALLS), "each call once, and each message");
    assert!(calls.iter().all(|call| call["recording"]["state"] == "completed" && call["outcome"] == "voicemail"));
}
