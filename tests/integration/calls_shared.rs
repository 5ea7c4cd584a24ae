//! A call that somebody outside of the team hears and reads for a day.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::{FakeCarrier, Person, TestHub};

const CALLER: &str = "+14155550123";
const SOUND: &[u8] = b"ID3\x04\x00\x00\x00\x00\x00\x00 a voice";
const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/149.0.0.0 Safari/537.36";

/// A voicemail to acme of which the hub has sound and words; its call's id.
async fn voicemail(hub: &TestHub, carrier: &FakeCarrier, owner: &Person<'_>, n: usize) -> String {
    let acme = hub.acme();
    let number = owner.get("/api/numbers").await.body["numbers"][0].clone();
    let voice = json!({ "mode": "voicemail", "voicemail": { "on": true, "transcribe": true } });
    let changed =
        owner.patch("/api/numbers/num_12015550123", json!({ "version": number["version"], "voice": voice })).await;
    assert!(changed.is_done(), "{changed}");
    let recording = format!("RE{n:02}");
    let url = carrier.has_recording(acme.demo.account_sid, &recording, SOUND, 0);
    let mut call = acme.is_called(&format!("CA{n:02}"), CALLER).await;
    let words = call.attribute("Record", "transcribeCallback").expect("an address");
    call.leaves_a_message(&recording, &url).await;
    let text = format!("This is message {n}, call me back.");
    let told =
        [("RecordingSid", recording.as_str()), ("TranscriptionStatus", "completed"), ("TranscriptionText", &text)];
    assert_eq!(call.posts(&words, &told).await.0, 204);
    call.ends("completed", "20").await;
    hub.settles().await;
    let calls = owner.rows("/api/calls", "calls").await;
    calls[0]["id"].as_str().expect("an id").to_owned()
}

async fn share(person: &Person<'_>, call: &str, email: &str) -> String {
    let shared = person.post(&format!("/api/calls-dashboard/{call}/share"), json!({ "email": email })).await;
    assert_eq!(shared.to_string(), format!("200 OK {}", json!({ "email": email, "success": true })));
    person.rows(&format!("/api/calls/{call}/shares"), "shares").await[0]["id"].as_str().expect("an id").to_owned()
}

/// What a browser without a session gets for a token.
async fn opens(hub: &TestHub, token: &str) -> (u16, Value) {
    let url = format!("{}/api/shared-calls/{token}", hub.url());
    let answer = hub.http().get(url).header("user-agent", CHROME).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

#[tokio::test]
async fn a_shared_call_is_heard_and_read_by_whoever_has_the_link() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let owner = hub.acme().person("owner").await;
    let call = voicemail(&hub, &carrier, &owner, 1).await;
    let id = share(&owner, &call, "ivy@partner.test").await;
    let mail = hub.mail_to("ivy@partner.test").expect("a mail");
    assert!(!mail.text.contains("5550123") && !mail.subject.contains("5550123"), "{}", mail.text);
    let token = hub.share_mailed_to("ivy@partner.test");
    assert!(token.len() >= 40, "nobody guesses {token}");
    let (status, shown) = opens(&hub, &token).await;
    assert_eq!(status, 200, "{shown}");
    let text = |name: &str| shown[name].as_str().unwrap_or("-").to_owned();
    assert_eq!(
        [text("organization"), text("kind"), text("transcript"), text("numberEnding"), text("direction")],
        ["Acme Dental", "voicemail", "This is message 1, call me back.", "0123", "inbound"].map(str::to_owned)
    );
    assert_eq!(shown["durationSeconds"], 7);
    assert!(!shown.to_string().contains("5550123"), "no number in full: {shown}");
    for hidden in [id.as_str(), call.as_str(), "ivy@", "RE01", "CA01"] {
        assert!(
            !shown.to_string().replace(&text("url"), "").contains(hidden),
            "{hidden} is nobody's business: {shown}"
        );
    }
    let sound = &shown["recording"];
    let (status, kind, _, bytes) = owner.fetches(sound["url"].as_str().expect("a URL")).await;
    assert_eq!((status, kind.as_str(), bytes.as_slice()), (200, "audio/mpeg", SOUND));
    let ends: Timestamp = sound["expiresAt"].as_str().expect("a time").parse().expect("a time");
    assert!(ends <= hub.now() + SignedDuration::from_mins(5), "short");
    let unsigned = sound["url"].as_str().expect("a URL").split('?').next().expect("a URL").to_owned();
    assert_eq!(owner.fetches(&unsigned).await.0, 403, "without the signature it is nothing");
    hub.advance(SignedDuration::from_mins(6));
    assert_eq!(owner.fetches(sound["url"].as_str().expect("a URL")).await.0, 403, "over");

    opens(&hub, &token).await;
    let viewer = hub.acme().person("viewer").await;
    let shares = viewer.rows(&format!("/api/calls/{call}/shares"), "shares").await;
    let known = &shares[0];
    assert_eq!(
        (&known["email"], &known["sharedByName"], &known["state"], &known["opened"]),
        (&json!("ivy@partner.test"), &json!("Olivia Owner"), &json!("open"), &json!(2))
    );
    let agents: Vec<_> = known["openings"].as_array().expect("openings").iter().map(|o| o["agent"].clone()).collect();
    assert_eq!(agents, ["Chrome on Windows", "Chrome on Windows"]);
    assert!(!known.to_string().contains("Mozilla") && !known.to_string().contains("127.0.0.1"), "{known}");
    let stored = json!(hub.runner().stored().expect("the table")).to_string();
    assert!(!stored.contains(&token), "the token itself is kept nowhere");
    let audit = owner.rows("/api/audit?action=call", "entries").await;
    assert_eq!((&audit[0]["action"], &audit[0]["target"]), (&json!("call_shared"), &json!("ivy@partner.test")));
}

#[tokio::test]
async fn a_link_opens_its_own_call_and_nothing_else() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let owner = hub.acme().person("owner").await;
    let (first, second) = (voicemail(&hub, &carrier, &owner, 1).await, voicemail(&hub, &carrier, &owner, 2).await);
    share(&owner, &first, "one@partner.test").await;
    let other = share(&owner, &second, "two@partner.test").await;
    let globex = hub.globex().person("owner").await;
    let theirs = hub.globex().has_a_voicemail("CA77", CALLER, "med_globex").await;
    share(&globex, &theirs, "three@partner.test").await;
    let tokens = ["one", "two", "three"].map(|who| hub.share_mailed_to(&format!("{who}@partner.test")));
    let words = async |token: &str| opens(&hub, token).await.1["transcript"].clone();
    assert_eq!(words(&tokens[0]).await, "This is message 1, call me back.");
    assert_eq!(words(&tokens[1]).await, "This is message 2, call me back.");
    let shown = opens(&hub, &tokens[2]).await.1;
    assert_eq!((&shown["organization"], &shown["transcript"]), (&json!("Globex Clinic"), &json!("Private words.")));
    assert!(shown["recording"]["url"].as_str().expect("a URL").contains("/t/globex/media/med_globex?"), "{shown}");

    let unknown = r#"{"code":"not_found","error":"Not found."}"#;
    let altered = format!("{}x", &tokens[0][..tokens[0].len() - 1]);
    for token in ["x", &altered, &first, other.as_str(), "%2e%2e", &"a".repeat(2000)] {
        let (status, body) = opens(&hub, token).await;
        assert_eq!((status, body.to_string().as_str()), (404, unknown), "{token}");
    }
    // Neither a colleague's id nor a stranger's ends a share.
    let path = |call: &str, share: &str| format!("/api/calls/{call}/shares/{share}");
    assert_eq!(globex.delete(&path(&second, &other)).await.code(), "not_found");
    assert_eq!(owner.delete(&path(&first, &other)).await.code(), "not_found", "of another call");
    assert_eq!(hub.acme().person("viewer").await.delete(&path(&second, &other)).await.code(), "read_only");
    assert_eq!(opens(&hub, &tokens[1]).await.0, 200);

    for _ in 0..2 {
        assert_eq!(owner.delete(&path(&second, &other)).await.status(), "204 No Content", "twice is once");
    }
    let ended = r#"{"code":"link_expired","error":"This link has ended. Ask whoever sent it for a new one."}"#;
    let (status, body) = opens(&hub, &tokens[1]).await;
    assert_eq!((status, body.to_string().as_str()), (410, ended));
    let revoked = owner.rows(&format!("/api/calls/{second}/shares"), "shares").await[0].clone();
    assert_eq!((&revoked["state"], &revoked["opened"]), (&json!("revoked"), &json!(2)), "the third was no opening");
    let audit = owner.rows("/api/audit?action=call_share_revoked", "entries").await;
    assert_eq!(audit.len(), 1);

    hub.advance(SignedDuration::from_hours(24) - SignedDuration::from_mins(1));
    assert_eq!(opens(&hub, &tokens[0]).await.0, 200, "to the last minute");
    hub.advance(SignedDuration::from_mins(2));
    assert_eq!(opens(&hub, &tokens[0]).await.0, 410);
    let ended = owner.rows(&format!("/api/calls/{first}/shares"), "shares").await[0].clone();
    assert_eq!((&ended["state"], &ended["opened"]), (&json!("ended"), &json!(2)));
    hub.advance(SignedDuration::from_hours(24 * 8));
    assert_eq!(opens(&hub, &tokens[0]).await.0, 404, "in the end it is forgotten");
    hub.settles().await;
}

#[tokio::test]
async fn what_cannot_be_shared_says_why_and_mails_nothing() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let bare = {
        hub.acme().is_called("CA01", CALLER).await.ends("no-answer", "0").await;
        owner.rows("/api/calls", "calls").await[0]["id"].as_str().expect("an id").to_owned()
    };
    let call = hub.acme().has_a_voicemail("CA02", CALLER, "med_one").await;
    let share = async |call: &str, body: Value| {
        owner.post(&format!("/api/calls-dashboard/{call}/share"), body).await.code().to_owned()
    };
    let ivy = json!({ "email": "ivy@partner.test" });
    assert_eq!(share(&bare, ivy.clone()).await, "nothing_to_share");
    assert_eq!(share("call_nothing", ivy.clone()).await, "not_found");
    assert_eq!(share(&call, json!({ "email": "ivy" })).await, "invalid_request");
    assert_eq!(share(&call, json!({})).await, "invalid_request");
    assert!(hub.mail_to("ivy@partner.test").is_none());
    let viewer = hub.acme().person("viewer").await;
    assert_eq!(viewer.post(&format!("/api/calls-dashboard/{call}/share"), ivy.clone()).await.code(), "read_only");
    let mut codes = Vec::new();
    for _ in 0..21 {
        codes.push(share(&call, ivy.clone()).await);
    }
    assert_eq!(codes.iter().filter(|code| code.is_empty()).count(), 20);
    assert_eq!(codes.last().map(String::as_str), Some("too_many_shares"));
    // Who tries many links has to wait.
    let mut last = 0;
    for _ in 0..70 {
        last = opens(&hub, "x").await.0;
    }
    assert_eq!(last, 429);
    hub.settles().await;
}
