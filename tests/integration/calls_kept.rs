//! What is kept of recordings and transcripts, where, and for how long.

use hub_core::journal::JournalFilter;
use hub_core::page::PageRequest;
use hub_lambda::twilio::journal::opened;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{FakeCarrier, Person, TestHub};

const CALLER: &str = "+14155550123";
const SOUND: &[u8] = b"ID3\x04\x00\x00\x00\x00\x00\x00 a voice";

async fn change(owner: &Person<'_>, mut change: Value) -> String {
    change["version"] = owner.get("/api/settings").await.body["version"].clone();
    let changed = owner.patch("/api/settings", change).await;
    if changed.is_done() { String::new() } else { changed.code().to_owned() }
}

async fn takes_messages(owner: &Person<'_>) {
    let number = owner.get("/api/numbers").await.body["numbers"][0].clone();
    let voice = json!({ "mode": "voicemail", "voicemail": { "on": true, "transcribe": true } });
    let change = json!({ "version": number["version"], "voice": voice });
    assert!(owner.patch("/api/numbers/num_12015550123", change).await.is_done());
}

/// A message is left, whose words come later or never.
async fn is_left_a_message(hub: &TestHub, carrier: &FakeCarrier, n: usize, words: Option<&str>) {
    let acme = hub.acme();
    let recording = format!("RE{n:02}");
    let url = carrier.has_recording(acme.demo.account_sid, &recording, SOUND, 0);
    let mut call = acme.is_called(&format!("CA{n:02}"), CALLER).await;
    let address = call.attribute("Record", "transcribeCallback").expect("an address");
    call.leaves_a_message(&recording, &url).await;
    call.ends("completed", "20").await;
    hub.settles().await;
    if let Some(words) = words {
        let told =
            [("RecordingSid", recording.as_str()), ("TranscriptionStatus", "completed"), ("TranscriptionText", words)];
        assert_eq!(call.posts(&address, &told).await.0, 204);
        hub.settles().await;
    }
}

async fn newest(person: &Person<'_>) -> Value {
    person.rows("/api/calls", "calls").await.first().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_transcript_is_redacted_before_anything_of_it_is_stored() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let owner = hub.acme().person("owner").await;
    takes_messages(&owner).await;
    let said = "Hi, it's about order number 48213. My card is 4111 1111 1111 1111, DOB 3/4/1980, social is 123-45-6789, medical record number 12345. Call (415) 555-0199 or mail jane@example.com before 3:30.";
    is_left_a_message(&hub, &carrier, 1, Some(said)).await;
    let kept = "Hi, it's about order number 48213. My card is [card number], DOB [date of birth], social is [SSN], medical record number [record number]. Call [phone number] or mail [e-mail address] before 3:30.";
    assert_eq!(newest(&owner).await["voicemail"]["transcript"], json!({ "state": "ready", "text": kept }));
    let stored = json!(hub.runner().stored().expect("the table")).to_string();
    let secrets = ["4111 1111", "3/4/1980", "123-45-6789", "number 12345", "555-0199", "jane@example.com"];
    for secret in secrets {
        assert!(!stored.contains(secret), "{secret} is stored");
    }
    let (ports, tenant) = (&hub.runner().hub().ports, hub.acme().demo.tenant_id());
    let filter = JournalFilter { function: Some("twilio-transcription".to_owned()), ..JournalFilter::default() };
    let page = PageRequest { limit: 10, after: None };
    let requests = ports.journal.kept(&tenant, &filter, &page).await.expect("a page").rows;
    assert_eq!(requests.len(), 1);
    let form = opened(hub.runner().hub(), &tenant, &requests[0]).await.expect("opened");
    assert_eq!(form.field("TranscriptionText"), Some(kept), "not even sealed is it kept as it was said");
    assert_eq!(form.field("RecordingSid"), Some("RE01"));
}

#[tokio::test]
async fn the_carriers_copy_is_deleted_once_the_hub_has_its_own() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let owner = hub.acme().person("owner").await;
    takes_messages(&owner).await;
    is_left_a_message(&hub, &carrier, 1, Some("Kept at the carrier.")).await;
    hub.passes(SignedDuration::from_hours(2)).await;
    assert_eq!((carrier.deletions("RE01"), &newest(&owner).await["recording"]["carrierCopy"]), (0, &json!("kept")));
    assert_eq!(change(&owner, json!({ "recordingsAtCarrier": "delete" })).await, "");

    carrier.is_silent_on_deletions(true);
    is_left_a_message(&hub, &carrier, 2, None).await;
    assert_eq!(carrier.deletions("RE02"), 0, "the carrier still writes it down");
    assert_eq!(newest(&owner).await["recording"]["carrierCopy"], "deleting");
    // The words never come.
    hub.passes(SignedDuration::from_hours(2)).await;
    hub.passes(SignedDuration::from_mins(1)).await;
    assert_eq!(carrier.deletions("RE02"), 1);
    hub.passes(SignedDuration::from_mins(5)).await;
    assert_eq!(carrier.deletions("RE02"), 1, "it is let alone for a while");
    hub.passes(SignedDuration::from_mins(10)).await;
    assert_eq!((carrier.deletions("RE02"), &newest(&owner).await["recording"]["carrierCopy"]), (2, &json!("deleting")));
    carrier.is_silent_on_deletions(false);
    hub.passes(SignedDuration::from_mins(11)).await;
    let stored = newest(&owner).await;
    assert_eq!((carrier.deletions("RE02"), &stored["recording"]["carrierCopy"]), (3, &json!("deleted")));
    assert_eq!(stored["recording"]["state"], "completed");
    let path = format!("/api/calls/{}/recording", stored["id"].as_str().expect("an id"));
    let (status, _, _, bytes) = owner.fetches(owner.get(&path).await.text("url")).await;
    assert_eq!((status, bytes.as_slice()), (200, SOUND), "the hub's own copy is heard");
    hub.passes(SignedDuration::from_hours(30)).await;
    assert_eq!(carrier.deletions("RE02"), 3, "once it is gone nobody asks again");

    is_left_a_message(&hub, &carrier, 3, Some("Words.")).await;
    hub.passes(SignedDuration::from_mins(3)).await;
    assert_eq!((carrier.deletions("RE03"), &newest(&owner).await["recording"]["carrierCopy"]), (1, &json!("deleted")));
    is_left_a_message(&hub, &carrier, 4, None).await;
    carrier.loses_recording("RE04");
    hub.passes(SignedDuration::from_hours(2)).await;
    hub.passes(SignedDuration::from_mins(1)).await;
    assert_eq!(newest(&owner).await["recording"]["carrierCopy"], "deleted", "what is not there is deleted");
    assert_eq!(carrier.deletions("RE01"), 0, "what was before the setting stays");
}

#[tokio::test]
async fn recordings_are_removed_when_their_time_is_over() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let owner = hub.acme().person("owner").await;
    takes_messages(&owner).await;
    for days in [0, 3651] {
        assert_eq!(change(&owner, json!({ "recordingsKeptDays": days })).await, "invalid_request");
    }
    is_left_a_message(&hub, &carrier, 1, Some("The first one.")).await;
    hub.passes(SignedDuration::from_hours(24 * 20)).await;
    is_left_a_message(&hub, &carrier, 2, Some("The second one.")).await;
    let sounds = || hub.runner().bucket().keys().len();
    assert_eq!(sounds(), 2);
    assert_eq!(change(&owner, json!({ "recordingsKeptDays": 30 })).await, "");
    hub.passes(SignedDuration::from_hours(24 * 9)).await;
    hub.passes(SignedDuration::from_mins(2)).await;
    let states = async || {
        let calls = owner.rows("/api/calls", "calls").await;
        let state = |call: &Value| {
            let transcript = &call["voicemail"]["transcript"];
            format!("{} {} {}", call["recording"]["state"], transcript["state"], transcript["text"])
        };
        calls.iter().map(state).collect::<Vec<_>>()
    };
    let (second, first) = (r#""completed" "ready" "The second one.""#, r#""completed" "ready" "The first one.""#);
    assert_eq!(states().await, [second, first], "29 days old is not too old");
    hub.passes(SignedDuration::from_hours(25)).await;
    hub.passes(SignedDuration::from_mins(2)).await;
    assert_eq!(states().await, [second, r#""removed" "removed" null"#]);
    assert_eq!(sounds(), 1, "the bytes are gone");
    let calls = owner.rows("/api/calls", "calls").await;
    let path = format!("/api/calls/{}/recording", calls[1]["id"].as_str().expect("an id"));
    assert_eq!(owner.get(&path).await.code(), "not_found");
    let late = [("RecordingSid", "RE01"), ("TranscriptionStatus", "completed"), ("TranscriptionText", "Late words.")];
    let call = hub.acme().is_calling("CA01", CALLER);
    let address = format!("/webhooks/twilio/transcription/acme/{}", calls[1]["id"].as_str().expect("an id"));
    assert_eq!(call.posts(&address, &late).await.0, 204);
    assert_eq!(states().await[1], r#""removed" "removed" null"#, "late words do not bring it back");

    // A shorter time reaches those that were kept before.
    assert_eq!(change(&owner, json!({ "recordingsKeptDays": 5 })).await, "");
    hub.passes(SignedDuration::from_mins(1)).await;
    hub.passes(SignedDuration::from_mins(2)).await;
    assert_eq!((states().await[0].as_str(), sounds()), (r#""removed" "removed" null"#, 0));
    assert_eq!(change(&owner, json!({ "recordingsKeptDays": null })).await, "");
    is_left_a_message(&hub, &carrier, 3, Some("Kept.")).await;
    hub.passes(SignedDuration::from_hours(24 * 400)).await;
    hub.passes(SignedDuration::from_mins(2)).await;
    assert_eq!((states().await[0].as_str(), sounds()), (r#""completed" "ready" "Kept.""#, 1));
}
