//! Callbacks of calls that go wrong on demand.

use std::time::Duration;

use hub_testkit::twilio::{Fault, Person, TwilioSimulator};

use crate::calls_support::{VoiceHub, calls_url, carrier};
use crate::support::{LIMIT, OURS, THEIRS, post};

const EVENTS: [&str; 4] = ["initiated", "ringing", "in-progress", "completed"];

async fn ring(sim: &TwilioSimulator, hub: &VoiceHub) -> String {
    sim.set_person(THEIRS, Person::new());
    let url = hub.url("/status");
    let mut params = vec![("To", THEIRS), ("From", OURS), ("Twiml", "<Response/>"), ("StatusCallback", &url)];
    params.extend(["initiated", "ringing", "answered", "completed"].map(|event| ("StatusCallbackEvent", event)));
    post(&calls_url(sim), &params).await.text("sid").to_owned()
}

#[tokio::test]
async fn callbacks_are_doubled_reordered_or_missing() {
    let doubled: Vec<&str> = EVENTS.iter().flat_map(|event| [*event, *event]).collect();
    let reversed: Vec<&str> = EVENTS.iter().rev().copied().collect();
    for (fault, expected) in [
        (Fault::DuplicateCallbacks, doubled),
        (Fault::ReorderedCallbacks, reversed),
        (Fault::NoFinalCallback, EVENTS[..3].to_vec()),
        (Fault::NoCallbacks, vec![]),
        (Fault::UnknownStatus("pondering".to_owned()), vec!["initiated", "ringing", "in-progress", "pondering"]),
    ] {
        let hub = VoiceHub::start().await;
        let sim = carrier(&hub).await;
        sim.arm_for(THEIRS, fault, 1);
        let sid = ring(&sim, &hub).await;
        sim.settled(LIMIT).await.expect("told");
        assert_eq!(hub.heard("/status", "CallStatus"), expected);
        assert_eq!(sim.call(&sid).map(|call| call.status).as_deref(), Some("completed"), "the call itself is over");
        assert_eq!(sim.call_callbacks(&sid).len(), expected.len());
        assert!(sim.armed_faults().is_empty());
    }
}

#[tokio::test]
async fn the_sequence_number_tells_the_order_of_reordered_callbacks() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    sim.arm(Fault::ReorderedCallbacks, 1);
    ring(&sim, &hub).await;
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.heard("/status", "SequenceNumber"), ["3", "2", "1", "0"]);
    hub.was_signed();
}

#[tokio::test]
async fn a_late_callback_does_not_keep_the_call() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    sim.arm(Fault::DelayedCallbacks { delay_ms: 60_000 }, 1);
    let sid = ring(&sim, &hub).await;
    sim.wait_for_end(&sid, LIMIT).await.expect("over");
    assert!(hub.told_at("/status").is_empty(), "told a minute later");
    assert!(sim.settled(Duration::from_millis(20)).await.is_err());
}

#[tokio::test]
async fn a_hub_that_is_down_is_told_again() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.answers("/status", 503, "text/plain", "");
    let sid = ring(&sim, &hub).await;
    sim.settled(LIMIT).await.expect("given up");
    let attempts: Vec<u32> = sim.call_callbacks(&sid).iter().map(|c| c.attempt).collect();
    assert_eq!(attempts, [1, 2, 1, 2, 1, 2, 1, 2]);
}
