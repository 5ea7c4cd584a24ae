//! Voicemails that a service writes down in place of the carrier.

use std::time::Duration;

use hub_testkit::speech::SpeechStandIn;
use hub_testkit::twilio::{After, Person as Caller};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Person, TestHub};

const CALLER: &str = "+14155550123";
const ACMES: &str = "+12015550123";
const KEY: &str = "a-key-of-the-service";

async fn hub(service: &SpeechStandIn, key: &str) -> TestHub {
    let hub = TestHub::with_transcriber(service, key).await;
    let owner = hub.acme().person("owner").await;
    let voice = json!({ "mode": "voicemail", "voicemail": { "on": true, "transcribe": true } });
    let reply = owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "voice": voice })).await;
    assert!(reply.is_done(), "{reply}");
    hub
}

/// A caller leaves a message.
async fn says(hub: &TestHub, words: &str) {
    let caller = Caller::new().says_then(words, Duration::from_secs(7), After::HangUp);
    hub.twilio().call_through(CALLER, ACMES, caller).await.expect("a call");
    hub.settles().await;
    hub.twilio().calls_had_no_problems();
}

async fn transcript(owner: &Person<'_>) -> Value {
    owner.rows("/api/voicemails", "voicemails").await[0]["voicemail"]["transcript"].clone()
}

#[tokio::test]
async fn the_words_are_those_of_the_service_and_the_carrier_is_not_asked() {
    let service = SpeechStandIn::start(KEY).await.expect("a port");
    let hub = hub(&service, KEY).await;
    let owner = hub.acme().person("owner").await;
    says(&hub, "Bitte rufen Sie zurück").await;
    assert_eq!(transcript(&owner).await, json!({ "state": "ready", "text": "Bitte rufen Sie zurück" }));
    assert_eq!(service.asked(), 1);
    let verbs = hub.twilio().calls().iter().flat_map(|call| hub.twilio().verbs_of(&call.sid)).collect::<Vec<_>>();
    let record = verbs.iter().find(|verb| verb.name == "Record").expect("a message was taken");
    assert!(record.attributes.iter().all(|(name, _)| !name.starts_with("transcribe")), "{record:?}");
}

#[tokio::test]
async fn a_service_that_is_busy_or_refuses_us_is_asked_again_until_it_is_too_late() {
    let service = SpeechStandIn::start(KEY).await.expect("a port");
    let busy = hub(&service, KEY).await;
    let owner = busy.acme().person("owner").await;
    service.fails(usize::MAX);
    says(&busy, "Hello").await;
    assert_eq!(transcript(&owner).await, json!({ "state": "pending", "text": null }));
    service.fails(0);
    busy.passes(SignedDuration::from_mins(11)).await;
    assert_eq!(transcript(&owner).await, json!({ "state": "ready", "text": "Hello" }));
    let wrong = hub(&service, "another-key").await;
    let owner = wrong.acme().person("owner").await;
    says(&wrong, "Hello").await;
    assert_eq!(transcript(&owner).await["state"], "pending");
    for _ in 0..8 {
        wrong.passes(SignedDuration::from_mins(11)).await;
    }
    assert_eq!(transcript(&owner).await, json!({ "state": "unavailable", "text": null }));
}
