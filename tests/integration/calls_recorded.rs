//! Recordings: heard of before they begin, fetched once, and voicemail.

use hub_core::flows::attend_call::RECORDING_MAX_BYTES;
use hub_core::routing::QUESTION;
use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{FakeCarrier, Person, TestHub};

const CALLER: &str = "+14155550123";
/// What an MP3 begins with.
const SOUND: &[u8] = b"ID3\x04\x00\x00\x00\x00\x00\x00 a voice";

/// What acme does with calls.
async fn answers(owner: &Person<'_>, voice: Value, policy: &str) {
    let number = owner.get("/api/numbers").await.body["numbers"][0].clone();
    let changed =
        owner.patch("/api/numbers/num_12015550123", json!({ "version": number["version"], "voice": voice })).await;
    assert!(changed.is_done(), "{changed}");
    let version = owner.get("/api/settings").await.body["version"].clone();
    let changed = owner.patch("/api/settings", json!({ "version": version, "recordingPolicy": policy })).await;
    assert!(changed.is_done(), "{changed}");
}

async fn newest(person: &Person<'_>) -> Value {
    person.rows("/api/calls", "calls").await.first().cloned().unwrap_or_default()
}

fn forward() -> Value {
    json!({ "mode": "forward", "forwardTo": "+14155550150" })
}

#[tokio::test]
async fn an_announced_recording_is_told_to_both_sides_and_fetched_once() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    answers(&owner, forward(), "announce").await;
    let mut call = acme.is_called("CA01", CALLER).await;
    assert_snapshot!(call.hears(), @"This call may be recorded. [ringing]");
    assert_eq!(call.attribute("Dial", "record").as_deref(), Some("record-from-answer-dual"));
    let (recording, whisper) =
        (call.attribute("Dial", "recordingStatusCallback"), call.attribute("Number", "url").expect("a whisper"));
    assert_eq!(newest(&owner).await["consent"]["calleeToldAt"], json!(null));
    let dial = call.document.clone();
    call.follows(&whisper, &[("CallSid", "CA02"), ("To", "+14155550150")]).await;
    assert_snapshot!(call.hears(), @"This call is recorded.");
    call.document = dial;
    call.tells_of_leg("CA02", "+14155550150", "in-progress", &[]).await;
    call.dialled("completed", "CA02").await;
    call.ends("completed", "61").await;
    let url = carrier.has_recording(acme.demo.account_sid, "RE01", SOUND, 2);
    let recording = recording.expect("a callback");
    let told = |status| {
        vec![
            ("RecordingSid", "RE01"),
            ("RecordingStatus", status),
            ("RecordingSource", "DialVerb"),
            ("RecordingUrl", url.as_str()),
            ("RecordingDuration", "31"),
            ("From", ""),
            ("To", ""),
        ]
    };
    for status in ["completed", "in-progress", "completed", "a-new-word"] {
        assert_eq!(call.posts(&recording, &told(status)).await.0, 204, "{status}");
    }
    hub.settles().await;
    assert_eq!(call.posts(&recording, &told("completed")).await.0, 204);
    hub.settles().await;
    assert_eq!(carrier.asked("RE01.mp3"), 3, "twice too early, and no more once it was there");
    let stored = newest(&owner).await;
    let consent = &stored["consent"];
    assert_eq!((&consent["policy"], &consent["given"]), (&json!("announce"), &json!(true)));
    assert!(consent["calleeToldAt"].is_string(), "{consent}");
    assert_eq!(
        (&stored["recording"]["state"], &stored["recording"]["durationSeconds"]),
        (&json!("completed"), &json!(31))
    );
    assert!(!stored.to_string().contains(carrier.url()), "the carrier's address is nobody's business");
    let viewer = acme.person("viewer").await;
    let path = format!("/api/calls/{}/recording", stored["id"].as_str().expect("an id"));
    let (status, kind, disposition, bytes) = viewer.fetches(viewer.get(&path).await.text("url")).await;
    assert_eq!((status, kind.as_str(), bytes.as_slice()), (200, "audio/mpeg", SOUND));
    assert!(disposition.starts_with("inline"), "{disposition}");
    let (_, _, disposition, _) = viewer.fetches(viewer.get(&format!("{path}?download=true")).await.text("url")).await;
    assert!(disposition.starts_with("attachment; filename=\"call-"), "{disposition}");
}

#[tokio::test]
async fn a_call_is_recorded_only_after_the_key_that_agrees() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    answers(&owner, forward(), "require_keypress").await;
    for (sid, keys, is_recorded) in [("CA01", "1", true), ("CA02", "2", false), ("CA03", "", false)] {
        let mut call = acme.is_called(sid, CALLER).await;
        assert_eq!(call.hears(), QUESTION);
        call.presses(keys).await;
        assert_eq!((call.hears().as_str(), call.rings()), ("[ringing]", vec!["+14155550150".to_owned()]));
        assert_eq!(call.attribute("Dial", "record").is_some(), is_recorded, "{keys:?}");
        assert_eq!(call.attribute("Number", "url").is_some(), is_recorded, "{keys:?}");
        let consent = newest(&owner).await["consent"].clone();
        assert_eq!((&consent["asked"], &consent["given"]), (&json!(true), &json!(is_recorded)), "{keys:?}");
        call.dialled("completed", "CA09").await;
        call.ends("completed", "10").await;
    }
    hub.settles().await;
}

#[tokio::test]
async fn a_voicemail_is_stored_once_whatever_comes_first() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    let voice = json!({ "mode": "ring", "voicemail": { "on": true, "transcribe": true, "greeting": "Speak now." } });
    answers(&owner, voice, "announce").await;
    let mut window = owner.listens().await;
    let steps = ["action", "recording", "transcription", "end"];
    for (at, order) in [[0usize, 1, 2, 3], [2, 1, 0, 3], [3, 2, 1, 0], [1, 0, 3, 2]].iter().enumerate() {
        let (sid, re) = (format!("CA1{at}"), format!("RE1{at}"));
        let url = carrier.has_recording(acme.demo.account_sid, &re, SOUND, 0);
        let mut call = acme.is_called(&sid, CALLER).await;
        let whole = call.document.clone();
        call.dialled("no-answer", "").await;
        assert_eq!(call.hears(), "Speak now. [beep]");
        assert_eq!(call.attribute("Record", "playBeep").as_deref(), Some("true"));
        let at = |name: &str| call.attribute("Record", name).expect("an address");
        let (recording, transcription) = (at("recordingStatusCallback"), at("transcribeCallback"));
        let record = call.document.clone();
        // Of the call that nobody took, the carrier says that it was not recorded.
        let dialled = whole.all("Dial")[0].attribute("recordingStatusCallback").expect("an address").to_owned();
        let absent = [("RecordingSid", "RE00"), ("RecordingStatus", "absent"), ("RecordingSource", "DialVerb")];
        assert_eq!(call.posts(&dialled, &absent).await.0, 204);
        for step in order.iter().chain(order) {
            match steps[*step] {
                "action" => {
                    call.document = record.clone();
                    call.leaves_a_message(&re, &url).await;
                    assert_eq!(call.hears(), "Thank you. Goodbye. [end]");
                }
                "recording" => {
                    let told = [
                        ("RecordingSid", re.as_str()),
                        ("RecordingStatus", "completed"),
                        ("RecordingSource", "RecordVerb"),
                        ("RecordingUrl", &url),
                        ("RecordingDuration", "7"),
                    ];
                    assert_eq!(call.posts(&recording, &told).await.0, 204);
                }
                "transcription" => {
                    let told = [
                        ("RecordingSid", re.as_str()),
                        ("TranscriptionStatus", "completed"),
                        ("TranscriptionText", "Call me back."),
                    ];
                    assert_eq!(call.posts(&transcription, &told).await.0, 204);
                }
                _ => call.ends("completed", "20").await,
            }
        }
        hub.settles().await;
        assert_eq!(carrier.asked(&format!("{re}.mp3")), 1, "fetched once");
    }
    let voicemails = owner.rows("/api/voicemails", "voicemails").await;
    assert_eq!(voicemails.len(), 4);
    for call in &voicemails {
        assert_eq!((&call["outcome"], &call["recording"]["state"]), (&json!("voicemail"), &json!("completed")));
        assert_eq!(call["voicemail"]["transcript"], json!({ "state": "ready", "text": "Call me back." }));
        assert_eq!((&call["recording"]["durationSeconds"], &call["durationSeconds"]), (&json!(7), &json!(20)));
    }
    let row = owner.inbox().await[0].clone();
    assert_eq!((&row["inboundCount"], &row["lastMessage"]["preview"]), (&json!(4), &json!("Voicemail, 0:07")));
    let heard = window.until(|event| event["type"] == "new_voicemail").await;
    assert_eq!(heard.iter().filter(|event| event["type"] == "new_voicemail").count(), 1, "one event for each");

    let path = format!("/api/voicemails/{}", voicemails[0]["id"].as_str().expect("an id"));
    let viewer = acme.person("viewer").await;
    assert_eq!(viewer.patch(&path, json!({ "state": "listened" })).await.code(), "read_only");
    for state in ["listened", "archived", "new", "archived"] {
        let changed = owner.patch(&path, json!({ "state": state })).await;
        assert_eq!(changed.body["voicemail"]["state"], state);
    }
    let listed = async |query: &str| {
        owner.get(&format!("/api/voicemails?{query}")).await.body["voicemails"].as_array().map(Vec::len)
    };
    assert_eq!((listed("state=archived").await, listed("state=new").await), (Some(1), Some(3)));
    assert_eq!(owner.patch(&path, json!({ "state": "lost" })).await.status(), "400 Bad Request");
    hub.settles().await;
}

#[tokio::test]
async fn what_the_carrier_does_not_hand_over_fails_with_a_reason() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    answers(&owner, json!({ "mode": "voicemail" }), "off").await;
    let never = carrier.has_recording(acme.demo.account_sid, "RE01", SOUND, usize::MAX);
    let limit = usize::try_from(RECORDING_MAX_BYTES).expect("a size");
    let large = carrier.has_recording(acme.demo.account_sid, "RE02", &vec![0; limit + 1], 0);
    let foreign = "http://127.0.0.1:9/2010-04-01/Accounts/AC1/Recordings/RE03".to_owned();
    for (sid, re, url, error) in [
        ("CA01", "RE01", never, "The carrier did not have this recording."),
        ("CA02", "RE02", large, "The recording is larger than 64 MB."),
        ("CA03", "RE03", foreign, "The recording's address is not the carrier's, so it was not opened."),
    ] {
        let mut call = acme.is_called(sid, CALLER).await;
        call.leaves_a_message(re, &url).await;
        call.ends("completed", "9").await;
        hub.settles().await;
        let stored = newest(&owner).await;
        assert_eq!((&stored["recording"]["state"], &stored["recording"]["error"]), (&json!("failed"), &json!(error)));
        assert_eq!(stored["outcome"], "voicemail");
        let path = format!("/api/calls/{}/recording", stored["id"].as_str().expect("an id"));
        assert_eq!(owner.get(&path).await.code(), "media_not_ready");
    }
    assert_eq!(carrier.asked("RE01.mp3"), 6, "asked for so often, and then no more");
}

#[tokio::test]
async fn a_call_without_an_end_is_closed_after_the_carrier_was_asked() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    for (sid, known) in [("CA01", Some(("completed", 40))), ("CA02", Some(("in-progress", 0))), ("CA03", None)] {
        acme.is_called(sid, CALLER).await;
        if let Some((status, seconds)) = known {
            carrier.has_call(sid, status, seconds);
        }
    }
    hub.settles().await;
    let ends = async || {
        let calls = owner.rows("/api/calls", "calls").await;
        let end = |call: &Value| {
            let text = |name: &str| call[name].as_str().unwrap_or("-").to_owned();
            format!("{} {} {}", text("status"), text("outcome"), call["durationSeconds"])
        };
        calls.iter().map(end).collect::<Vec<_>>()
    };
    hub.passes(SignedDuration::from_mins(1)).await;
    assert_eq!(carrier.asked("CA01.json"), 0, "too early to worry");
    hub.passes(SignedDuration::from_mins(5)).await;
    assert_eq!(ends().await, ["failed missed null", "in-progress - null", "completed missed 40"]);
    carrier.has_call("CA02", "completed", 1000);
    hub.passes(SignedDuration::from_mins(20)).await;
    assert_eq!(ends().await[1], "completed missed 1000");
    let asked = carrier.asked("CA02.json");
    hub.passes(SignedDuration::from_hours(30)).await;
    assert_eq!(carrier.asked("CA02.json"), asked, "what is over is not asked about");
}
