//! Legs that are put on hold, sent elsewhere and ended while they talk.

use std::time::Duration;

use hub_testkit::twilio::{Action, Person, Speech, TwilioSimulator};

use crate::calls_support::{
    AGENT, VoiceHub, answered, call_url, calls_url, carrier, happened, hears, paced_carrier, redirect, seconds, what,
};
use crate::support::{LIMIT, OURS, THEIRS, post};

const ADA: &str = "client:ada";
const HOLD: &str = "<Say>Please hold.</Say><Play>https://music.example.com/hold.mp3</Play><Redirect>/hold</Redirect>";

/// A customer who called, or was called, talks with somebody at a number or a client.
struct Talk {
    hub: VoiceHub,
    sim: TwilioSimulator,
    parent: String,
    child: String,
}

impl Talk {
    async fn begin(is_called: bool, callee: &str, attributes: &str) -> Self {
        let hub = VoiceHub::start().await;
        let sim = carrier(&hub).await;
        let events = r#"statusCallback="/child" statusCallbackEvent="answered completed""#;
        let noun = match callee.strip_prefix("client:") {
            Some(identity) => format!("<Client {events}>{identity}</Client>"),
            None => format!("<Number {events}>{callee}</Number>"),
        };
        hub.says("/voice", &format!(r#"<Dial action="/dialed" {attributes}>{noun}</Dial>"#));
        hub.says("/dialed", r#"<Say>Your turn.</Say><Gather timeout="60"/>"#);
        hub.says("/hold", HOLD);
        hub.says("/alone", r#"<Say>You are alone.</Say><Pause length="60"/><Say>Still.</Say><Gather/>"#);
        sim.set_person(callee, Person::live());
        let parent = if is_called {
            sim.set_person(THEIRS, Person::live());
            let (url, status) = (hub.url("/voice"), hub.url("/parent"));
            let params = [("To", THEIRS), ("From", OURS), ("Url", url.as_str()), ("StatusCallback", &status)];
            post(&calls_url(&sim), &params).await;
            answered(&sim, THEIRS).await
        } else {
            sim.place_call(THEIRS, OURS, Person::live()).expect("a known number")
        };
        let child = answered(&sim, callee).await;
        happened(&sim, &parent, "bridged", 1).await;
        Self { hub, sim, parent, child }
    }

    async fn hang_up(&self, sid: &str) -> hub_testkit::twilio::Call {
        self.sim.act(sid, Action::HangUp).expect("it runs");
        self.sim.wait_for_end(sid, LIMIT).await.expect("over")
    }
}

const WAYS: [(bool, &str); 4] = [(false, AGENT), (false, ADA), (true, AGENT), (true, ADA)];

#[tokio::test]
async fn a_redirected_caller_goes_on_and_whom_they_talked_with_is_hung_up_on() {
    for (is_called, callee) in WAYS {
        let Talk { hub, sim, parent, child } = &Talk::begin(is_called, callee, "").await;
        redirect(sim, parent, &hub.url("/hold")).await;
        assert_eq!(sim.wait_for_end(child, LIMIT).await.expect("over").status, "completed");
        let held = hears(sim, parent, "hold.mp3").await;
        assert_eq!((held.status.as_str(), held.is_over()), ("in-progress", false), "{callee}");
        redirect(sim, parent, &hub.url("/alone")).await;
        hears(sim, parent, "You are alone.").await;
        assert_eq!(post(&call_url(sim, parent), &[("Status", "completed")]).await.status, 200);
        assert_eq!(sim.wait_for_end(parent, LIMIT).await.expect("over").status, "completed");
        sim.settled(LIMIT).await.expect("told");
        assert_eq!(hub.heard("/child", "CallStatus"), ["in-progress", "completed"]);
        assert!(hub.told_at("/dialed").is_empty(), "the Dial did not end, it was left");
        assert_eq!(hub.heard("/parent", "CallStatus").len(), usize::from(is_called));
        sim.calls_had_no_problems();
    }
}

#[tokio::test]
async fn a_redirected_callee_goes_on_alone_and_the_dial_ends() {
    for (is_called, callee) in WAYS {
        let talk = Talk::begin(is_called, callee, "").await;
        let Talk { hub, sim, parent, child } = &talk;
        redirect(sim, child, &hub.url("/alone")).await;
        hears(sim, child, "You are alone.").await;
        hears(sim, parent, "Your turn.").await;
        let told = hub.told_at("/dialed").remove(0);
        for (name, value) in [
            ("DialCallStatus", Some("completed")),
            ("DialBridged", Some("true")),
            ("DialCallSid", Some(child.as_str())),
            ("DialCallDuration", None),
            ("CallSid", Some(parent)),
        ] {
            assert_eq!(told.param(name), value, "{name}");
        }
        assert_eq!(hub.heard("/alone", "CallSid"), [child.as_str()]);
        assert_eq!(hub.heard("/child", "CallStatus"), ["in-progress"], "it still runs");
        hears(sim, child, "Still.").await;
        post(&call_url(sim, child).replace(".json", "/Recordings.json"), &[]).await;
        let begun: Vec<_> = sim.recordings().iter().map(|r| (r.call_sid.clone(), r.started_ms > 60_000)).collect();
        assert_eq!(begun, [(child.clone(), true)], "by its own clock");

        // Each has a life of its own from now on.
        assert_eq!(talk.hang_up(parent).await.status, "completed");
        assert!(!sim.call(child).expect("known").is_over(), "{callee}");
        redirect(sim, child, &hub.url("/hold")).await;
        hears(sim, child, "Please hold.").await;
        assert_eq!(talk.hang_up(child).await.status, "completed");
        sim.settled(LIMIT).await.expect("told");
        assert_eq!(hub.heard("/child", "CallStatus"), ["in-progress", "completed"]);
        assert_eq!(hub.heard("/child", "ParentCallSid"), [parent.as_str(), parent]);
        sim.calls_had_no_problems();
    }
}

#[tokio::test]
async fn the_recording_of_a_dial_ends_with_it_and_one_of_the_call_goes_on() {
    const RECORD: &str = r#"record="record-from-answer-dual" recordingStatusCallback="/recording""#;
    for is_parent in [true, false] {
        let talk = Talk::begin(false, AGENT, RECORD).await;
        let Talk { hub, sim, parent, child } = &talk;
        let recordings = call_url(sim, parent).replace(".json", "/Recordings.json");
        let whole = post(&recordings, &[("RecordingStatusCallback", &hub.url("/whole"))]).await;
        for (leg, words) in [(parent, "I need help with my order"), (child, "I look it up")] {
            sim.act(leg, Action::Speak(Speech::new(words))).expect("it runs");
            happened(sim, leg, "spoke", 1).await;
        }
        redirect(sim, if is_parent { parent } else { child }, &hub.url("/alone")).await;
        let of_dial = |r: &hub_testkit::twilio::Recording| r.source == "DialVerb" && r.status == "completed";
        let recording = sim.wait_for_recording(LIMIT, "the Dial's", of_dial).await.expect("completed");
        assert_eq!((recording.duration, recording.text.as_str()), (Some(6), "I need help with my order I look it up"));
        sim.wait_until(LIMIT, "the callback", |_| hub.told_at("/recording").len() == 1).await.expect("told");
        assert_eq!(hub.heard("/recording", "RecordingStatus"), ["completed"]);
        assert_eq!(hub.heard("/recording", "RecordingSid"), [recording.sid.as_str()]);
        assert!(sim.call(parent).expect("known").has_heard("I look it up"), "each hears the other");
        assert!(sim.call(child).expect("known").has_heard("I need help"));
        if !is_parent {
            assert_eq!(hub.heard("/dialed", "RecordingSid"), [recording.sid]);
            talk.hang_up(child).await;
        }
        assert!(hub.told_at("/whole").is_empty());
        talk.hang_up(parent).await;
        sim.settled(LIMIT).await.expect("told");
        assert_eq!(hub.heard("/whole", "RecordingSid"), [whole.text("sid")]);
    }
}

#[tokio::test]
async fn whoever_is_on_hold_stands_still_until_something_happens() {
    let talk = Talk::begin(false, AGENT, "").await;
    let Talk { hub, sim, parent, .. } = &talk;
    redirect(sim, parent, &hub.url("/hold")).await;
    happened(sim, parent, "waiting", 1).await;
    assert_eq!(hub.told_at("/hold").len(), 2, "it goes round twice");
    sim.act(parent, Action::Ignore).expect("it runs");
    happened(sim, parent, "waiting", 2).await;
    assert_eq!(hub.told_at("/hold").len(), 3, "and once more when time is to pass");
    redirect(sim, parent, &hub.url("/hold")).await;
    happened(sim, parent, "waiting", 3).await;
    assert_eq!(hub.told_at("/hold").len(), 5, "a redirection is always followed");
    hub.says("/hold", "<Say>Goodbye.</Say>");
    sim.act(parent, Action::Ignore).expect("it runs");
    assert!(sim.wait_for_end(parent, LIMIT).await.expect("over").has_heard("Goodbye."));

    // Somebody who follows a script loses their patience.
    hub.says("/hold", HOLD);
    hub.says("/voice", HOLD);
    let caller = Person::new().hangs_up_after(seconds(300));
    let ended = sim.call_through(THEIRS, OURS, caller).await.expect("a known number");
    assert_eq!((ended.status.as_str(), ended.duration), ("completed", Some(300)));
    assert_eq!(what(&ended).iter().filter(|what| **what == "waiting").count(), 1);
}

#[tokio::test]
async fn with_a_pace_a_hold_lasts_as_long_as_it_must() {
    let hub = VoiceHub::start().await;
    let sim = paced_carrier(&hub, Duration::from_millis(1)).await;
    hub.says("/voice", r#"<Say>Hold.</Say><Pause length="5"/><Redirect>/voice</Redirect>"#);
    hub.says("/alone", "<Say>You are alone.</Say><Gather timeout=\"3600\"/>");
    let sid = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    sim.wait_until(LIMIT, "150 rounds", |_| hub.told_at("/voice").len() > 150).await.expect("it goes on");
    assert!(!sim.call(&sid).expect("known").is_over());
    redirect(&sim, &sid, &hub.url("/alone")).await;
    hears(&sim, &sid, "You are alone.").await;
    assert_eq!(post(&call_url(&sim, &sid), &[("Status", "completed")]).await.status, 200);
    assert_eq!(sim.wait_for_end(&sid, LIMIT).await.expect("over").status, "completed");
    sim.calls_had_no_problems();
}
