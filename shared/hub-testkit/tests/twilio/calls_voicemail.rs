//! `<Record>`: voicemails, their sound and their transcripts.

use hub_testkit::twilio::{After, Fault, Person, SimulatorConfig, WebhookKind};

use crate::calls_support::{VoiceHub, call, carrier, listening, seconds};
use crate::support::{ACCOUNT, LIMIT, THEIRS, TOKEN, client, delete, get, start};

const VOICEMAIL: &str = r#"<Say>Leave a message.</Say><Record action="/left" maxLength="120" transcribe="true" transcribeCallback="/transcript" recordingStatusCallback="/recording" recordingStatusCallbackEvent="in-progress completed absent"/><Say>Nothing heard</Say>"#;

#[tokio::test]
async fn a_voicemail_reaches_the_hub_with_its_sound_and_its_words() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", VOICEMAIL);
    hub.says("/left", "<Say>Goodbye</Say>");
    let ended = call(&sim, Person::new().says_then("Please call back", seconds(7), After::Key('#'))).await;
    sim.settled(LIMIT).await.expect("told");

    let recording = sim.recordings().remove(0);
    assert_eq!((recording.duration, recording.text.as_str()), (Some(7), "Please call back"));
    assert!(recording.began_after("Leave a message."));
    sim.captured_nothing_before("Leave a message.");
    let left = &hub.told_at("/left")[0];
    let url = sim.recording_url(&recording);
    for (name, value) in
        [("RecordingSid", recording.sid.as_str()), ("RecordingUrl", &url), ("RecordingDuration", "7"), ("Digits", "#")]
    {
        assert_eq!(left.param(name), Some(value), "{name}");
    }
    assert!(ended.has_heard("Goodbye") && !ended.has_heard("Nothing heard"));
    assert_eq!(hub.heard("/recording", "RecordingStatus"), ["in-progress", "completed"]);
    let completed = &hub.told_at("/recording")[1];
    for (name, value) in [
        ("CallSid", ended.sid.as_str()),
        ("AccountSid", ACCOUNT),
        ("RecordingSid", &recording.sid),
        ("RecordingUrl", &url),
        ("RecordingDuration", "7"),
        ("RecordingChannels", "1"),
        ("RecordingSource", "RecordVerb"),
    ] {
        assert_eq!(completed.param(name), Some(value), "{name}");
    }
    let transcript = &hub.told_at("/transcript")[0];
    assert_eq!(transcript.param("TranscriptionText"), Some("Please call back"));
    assert_eq!(transcript.param("TranscriptionStatus"), Some("completed"));
    assert_eq!(transcript.param("RecordingSid"), Some(recording.sid.as_str()));
    assert!(transcript.param("TranscriptionSid").is_some_and(|sid| sid.starts_with("TR")));
    assert_eq!(transcript.param("From"), Some(THEIRS));
    hub.was_signed();
}

#[tokio::test]
async fn who_says_nothing_leaves_nothing() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", VOICEMAIL);
    let ended = call(&sim, Person::new()).await;
    sim.settled(LIMIT).await.expect("told");
    assert!(ended.has_heard("Nothing heard"), "the next verb");
    assert_eq!(hub.heard("/recording", "RecordingStatus"), ["in-progress", "absent"]);
    assert!(hub.told_at("/left").is_empty() && hub.told_at("/transcript").is_empty());
}

#[tokio::test]
async fn who_hangs_up_has_pressed_hangup() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", VOICEMAIL);
    let ended = call(&sim, Person::new().says_then("Bye", seconds(3), After::HangUp)).await;
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(ended.status, "completed");
    assert_eq!(
        (hub.heard("/left", "Digits"), hub.heard("/left", "CallStatus")),
        (vec!["hangup".to_owned()], vec!["completed".to_owned()])
    );
    assert_eq!(hub.heard("/transcript", "TranscriptionStatus"), ["completed"]);
    sim.calls_had_no_problems();
}

#[tokio::test]
async fn a_recording_stops_at_its_greatest_length_and_a_long_one_has_no_transcript() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", r#"<Record maxLength="150" transcribeCallback="/transcript" action="/left"/>"#);
    call(&sim, Person::new().says("And then", seconds(400))).await;
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.heard("/left", "RecordingDuration"), ["150"]);
    assert_eq!(hub.heard("/transcript", "TranscriptionStatus"), ["failed"]);
}

#[tokio::test]
async fn a_record_without_action_asks_for_its_document_again() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", "<Record/><Say>Silence</Say>");
    let ended = call(&sim, Person::new().says("One", seconds(2)).says("Two", seconds(3))).await;
    assert_eq!(hub.heard("/voice", "RecordingDuration"), ["-", "2", "3"]);
    assert!(ended.has_heard("Silence"));
}

#[tokio::test]
async fn a_late_transcript_comes_before_its_recording_when_a_fault_asks_for_it() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", VOICEMAIL);
    sim.arm_for(THEIRS, Fault::ReorderedCallbacks, 1);
    call(&sim, Person::new().says("Hello there", seconds(7))).await;
    sim.settled(LIMIT).await.expect("told");
    let kinds: Vec<WebhookKind> =
        sim.webhooks().iter().map(|w| w.kind).filter(|kind| *kind != WebhookKind::Call).collect();
    let expected =
        [WebhookKind::CallStatus, WebhookKind::Transcription, WebhookKind::Recording, WebhookKind::Recording];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn the_sound_needs_credentials_and_is_as_long_as_it_says() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", VOICEMAIL);
    call(&sim, Person::new().says("Hello there", seconds(7))).await;
    let recording = sim.recordings().remove(0);
    let url = sim.recording_url(&recording);
    assert_eq!(client().get(&url).send().await.expect("an answer").status(), 401);
    for (ending, kind) in [("", "audio/x-wav"), (".wav", "audio/x-wav"), (".mp3", "audio/mpeg")] {
        let answer =
            client().get(format!("{url}{ending}")).basic_auth(ACCOUNT, Some(TOKEN)).send().await.expect("an answer");
        assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().expect("text")), (200, kind));
        let bytes = answer.bytes().await.expect("a body");
        let (sound, comment) = bytes.split_at(44 + 7 * 8_000);
        assert!(sound.starts_with(b"RIFF") && comment.ends_with(b"Hello there\0"), "{comment:?}");
    }
    sim.arm_for(THEIRS, Fault::MediaNotFound404, 1);
    assert_eq!(get(&format!("{url}.wav")).await.status, 404, "too early");

    let shown = get(&format!("{url}.json")).await;
    assert_eq!((shown.text("duration"), shown.text("source"), shown.text("status")), ("7", "RecordVerb", "completed"));
    assert_eq!((shown.text("media_url"), shown.json["channels"].as_u64()), (url.as_str(), Some(1)));
    let list = get(&format!(
        "{}/2010-04-01/Accounts/{ACCOUNT}/Recordings.json?CallSid={}",
        sim.base_url(),
        recording.call_sid
    ))
    .await;
    assert_eq!(list.json["recordings"][0]["sid"], recording.sid);

    assert_eq!(delete(&format!("{url}.json")).await.status, 204);
    for gone in [format!("{url}.json"), url.clone()] {
        assert_eq!(get(&gone).await.status, 404);
    }
}

#[tokio::test]
async fn the_sound_can_lie_behind_a_redirect_that_takes_no_credentials() {
    let hub = VoiceHub::start().await;
    let config = SimulatorConfig { recordings_redirect: true, ..SimulatorConfig::immediate() };
    let sim = start(config.with_account(listening(&hub))).await;
    hub.says("/voice", VOICEMAIL);
    call(&sim, Person::new().says("Hello there", seconds(3))).await;
    let url = sim.recording_url(&sim.recordings()[0]);
    let strict =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let answer = strict.get(&url).basic_auth(ACCOUNT, Some(TOKEN)).send().await.expect("an answer");
    assert_eq!(answer.status(), 307);
    let there = answer.headers()["location"].to_str().expect("text").to_owned();
    assert!(there.starts_with("http://localhost:"), "{there}");
    assert_eq!(strict.get(&there).basic_auth(ACCOUNT, Some(TOKEN)).send().await.expect("an answer").status(), 400);
    let sound = strict.get(&there).send().await.expect("an answer");
    assert_eq!(sound.headers()["content-type"], "audio/x-wav");
    assert!(sound.bytes().await.expect("a body").starts_with(b"RIFF"));
}
