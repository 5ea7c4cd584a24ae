//! `<Dial>`: whoever is rung, and what the hub is told of it.

use hub_testkit::twilio::{CallDirection, Person, WebhookKind};

use crate::calls_support::{AGENT, SECOND, VoiceHub, call, carrier, seconds, what};
use crate::support::{LIMIT, OURS, THEIRS};

const ACTION: &str = "/dialed";

async fn dialing(verbs: &str) -> (VoiceHub, hub_testkit::twilio::TwilioSimulator) {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", verbs);
    hub.says(ACTION, "<Say>After</Say>");
    (hub, sim)
}

#[tokio::test]
async fn a_call_is_put_through_and_told_of() {
    let number = r#"<Number statusCallback="/child" statusCallbackEvent="initiated ringing answered completed">+14155550150</Number>"#;
    let (hub, sim) =
        dialing(&format!(r#"<Dial action="/dialed" answerOnBridge="true" timeout="20">{number}</Dial>"#)).await;
    sim.set_person(AGENT, Person::answering_after(seconds(5)).hangs_up_after(seconds(42)));
    let ended = call(&sim, Person::new()).await;
    sim.settled(LIMIT).await.expect("told");

    let child = sim.children_of(&ended.sid).remove(0);
    assert_eq!((child.from.as_str(), child.to.as_str(), child.direction), (THEIRS, AGENT, CallDirection::OutboundDial));
    assert_eq!((child.status.as_str(), child.duration), ("completed", Some(42)));
    assert_eq!(what(&child), ["initiated", "ringing", "in-progress", "bridged", "hung up", "completed"]);
    assert_eq!(what(&ended), ["ringing", "in-progress", "bridged", "unbridged", "completed"]);
    assert_eq!(ended.events[1].at_ms, 5_000, "it rang until the agent answered");
    assert_eq!(hub.heard("/child", "CallStatus"), ["initiated", "ringing", "in-progress", "completed"]);
    assert_eq!(hub.heard("/child", "SequenceNumber"), ["0", "1", "2", "3"]);
    assert!(hub.heard("/child", "ParentCallSid").iter().all(|sid| *sid == ended.sid));
    assert_eq!(hub.heard("/child", "CallDuration"), ["-", "-", "-", "42"]);
    let told = &hub.told_at(ACTION)[0];
    for (name, value) in [
        ("DialCallStatus", "completed"),
        ("DialCallSid", child.sid.as_str()),
        ("DialCallDuration", "42"),
        ("DialBridged", "true"),
        ("CallSid", &ended.sid),
        ("CallStatus", "in-progress"),
    ] {
        assert_eq!(told.param(name), Some(value), "{name}");
    }
    assert!(ended.has_heard("After"));
    hub.was_signed();
    sim.calls_had_no_problems();
}

#[tokio::test]
async fn whoever_does_not_answer_is_told_of_by_their_status() {
    for (person, status, rang) in [
        (Person::away(), "no-answer", 20_000),
        (Person::answering_after(seconds(25)), "no-answer", 20_000),
        (Person::busy(), "busy", 0),
        (Person::unreachable(), "failed", 0),
    ] {
        let (hub, sim) = dialing(r#"<Dial action="/dialed" timeout="20">(415) 555-0150</Dial>"#).await;
        // As Twilio reads it, this is no E.164 number yet.
        sim.set_person("4155550150", person);
        let ended = call(&sim, Person::new()).await;
        let child = sim.children_of(&ended.sid).remove(0);
        assert_eq!((child.status.as_str(), child.answered_at), (status, None));
        assert_eq!(child.events.last().map(|event| event.at_ms), Some(rang), "{status}");
        assert_eq!(
            (hub.heard(ACTION, "DialCallStatus"), hub.heard(ACTION, "DialBridged")),
            (vec![status.to_owned()], vec!["false".to_owned()])
        );
        assert_eq!(hub.heard(ACTION, "DialCallDuration"), ["-"]);
    }
}

#[tokio::test]
async fn without_an_action_the_next_verb_follows() {
    let (_hub, sim) =
        dialing("<Dial timeout=\"5\"><Number>+14155550150</Number></Dial><Say>Nobody is here</Say>").await;
    let ended = call(&sim, Person::new()).await;
    assert!(ended.has_heard("Nobody is here"));
    sim.set_person(AGENT, Person::new().hangs_up_after(seconds(3)));
    assert!(call(&sim, Person::new()).await.has_heard("Nobody is here"), "the agent hung up first");
    let gone = call(&sim, Person::new().hangs_up_after(seconds(2))).await;
    assert_eq!((gone.status.as_str(), gone.heard.len()), ("completed", 0));
}

#[tokio::test]
async fn the_first_of_several_is_connected_and_the_others_stop_ringing() {
    let both = "<Number>+14155550150</Number><Number>+14155550151</Number><Client>ada</Client>";
    let (hub, sim) = dialing(&format!(r#"<Dial action="/dialed">{both}</Dial>"#)).await;
    sim.set_person(AGENT, Person::answering_after(seconds(9)));
    sim.set_person(SECOND, Person::answering_after(seconds(4)).hangs_up_after(seconds(6)));
    let ended = call(&sim, Person::new()).await;
    let children: Vec<_> = sim.children_of(&ended.sid).into_iter().map(|c| (c.to, c.status)).collect();
    let expected = [(AGENT, "no-answer"), (SECOND, "completed"), ("client:ada", "no-answer")];
    assert_eq!(children, expected.map(|(to, status)| (to.to_owned(), status.to_owned())));
    assert_eq!(hub.heard(ACTION, "DialCallSid"), [sim.calls_to(SECOND)[0].sid.clone()]);
}

#[tokio::test]
async fn in_sequence_one_is_rung_after_the_other() {
    let both = "<Number>+14155550150</Number><Number>+14155550151</Number>";
    let (_hub, sim) = dialing(&format!(r#"<Dial action="/dialed" sequential="true" timeout="10">{both}</Dial>"#)).await;
    sim.set_person(SECOND, Person::answering_after(seconds(4)));
    let ended = call(&sim, Person::new()).await;
    let children = sim.children_of(&ended.sid);
    let began: Vec<_> = children.iter().map(|child| (child.events[0].at_ms, child.status.as_str())).collect();
    assert_eq!(began, [(0, "no-answer"), (10_000, "completed")]);
}

#[tokio::test]
async fn a_caller_who_hangs_up_while_it_rings_is_told_of() {
    let (hub, sim) = dialing(r#"<Dial action="/dialed" answerOnBridge="true">+14155550150</Dial>"#).await;
    sim.set_person(AGENT, Person::answering_after(seconds(9)));
    let ended = call(&sim, Person::new().gives_up_after(seconds(4))).await;
    assert_eq!((ended.status.as_str(), sim.children_of(&ended.sid)[0].status.as_str()), ("no-answer", "canceled"));
    assert_eq!(hub.heard(ACTION, "DialCallStatus"), ["canceled"]);
    assert_eq!(hub.heard(ACTION, "CallStatus"), ["no-answer"]);
}

const SCREENED: &str = r#"<Dial action="/dialed" answerOnBridge="true" record="record-from-answer-dual" recordingStatusCallback="/recording"><Number url="/whisper">+14155550150</Number></Dial>"#;

#[tokio::test]
async fn a_whisper_lets_the_callee_take_or_leave_the_call() {
    let whisper = r#"<Gather action="/accepted" numDigits="1" timeout="5"><Say>Press 1. This call is recorded.</Say></Gather><Hangup/>"#;
    for takes in [true, false] {
        let (hub, sim) = dialing(SCREENED).await;
        hub.says("/whisper", whisper);
        hub.says("/accepted", "");
        let agent = Person::new().hangs_up_after(seconds(60));
        sim.set_person(AGENT, if takes { agent.presses("1") } else { agent });
        let ended = call(&sim, Person::new()).await;
        sim.settled(LIMIT).await.expect("told");
        let child = sim.children_of(&ended.sid).remove(0);
        assert!(child.has_heard("Press 1") && !ended.has_heard("Press 1"), "the callee alone hears it");
        assert_eq!(hub.heard("/whisper", "CallSid"), [child.sid.as_str()]);
        assert_eq!(hub.heard("/whisper", "ParentCallSid"), [ended.sid.as_str()]);
        assert_eq!(hub.heard(ACTION, "DialBridged"), [takes.to_string()]);
        assert_eq!(sim.recordings().len(), usize::from(takes), "nothing is captured before the bridge");
        assert_eq!(what(&ended).contains(&"bridged"), takes);
    }
}

#[tokio::test]
async fn a_voicemail_that_answers_does_not_take_the_call_from_a_person_who_accepts_it() {
    let both = r#"<Number url="/whisper">+14155550150</Number><Number url="/whisper">+14155550151</Number>"#;
    let (hub, sim) = dialing(&format!(r#"<Dial action="/dialed">{both}</Dial>"#)).await;
    hub.says(
        "/whisper",
        r#"<Gather action="/accepted" numDigits="1" timeout="30"><Say>Press 1</Say></Gather><Hangup/>"#,
    );
    hub.says("/accepted", "");
    sim.set_person(AGENT, Person::answering_after(seconds(1)));
    sim.set_person(SECOND, Person::answering_after(seconds(6)).presses("1").hangs_up_after(seconds(20)));
    let ended = call(&sim, Person::new()).await;
    assert_eq!(hub.heard(ACTION, "DialCallSid"), [sim.calls_to(SECOND)[0].sid.clone()]);
    assert_eq!(ended.events.iter().find(|e| e.what == "bridged").map(|e| e.at_ms), Some(8_000));
}

#[tokio::test]
async fn a_recording_says_what_each_side_had_heard_before_it() {
    const NOTICE: &str = "<Say>This call is recorded.</Say>";
    for (whisper, recorded, is_after) in [
        (NOTICE, "record-from-answer-dual", true),
        ("<Say>A call for you.</Say>", "record-from-answer", false),
        (NOTICE, "record-from-ringing", false),
    ] {
        let (hub, sim) = dialing("").await;
        hub.says("/voice", &format!(
            r#"<Say>This call is recorded.</Say><Dial action="/dialed" record="{recorded}" recordingStatusCallback="/recording" recordingStatusCallbackEvent="in-progress completed"><Number url="/whisper">+14155550150</Number></Dial>"#
        ));
        hub.says("/whisper", whisper);
        sim.set_person(AGENT, Person::answering_after(seconds(2)).hangs_up_after(seconds(31)));
        let ended = call(&sim, Person::new()).await;
        sim.settled(LIMIT).await.expect("told");
        let recording = sim.recordings().remove(0);
        assert_eq!(
            (recording.source.as_str(), &recording.call_sid, recording.heard_before.len()),
            ("DialVerb", &ended.sid, 2)
        );
        assert_eq!(recording.began_after("This call is recorded."), is_after, "{recorded}");
        assert_eq!(hub.heard("/recording", "RecordingStatus"), ["in-progress", "completed"]);
        assert_eq!(hub.heard(ACTION, "RecordingUrl"), [sim.recording_url(&recording)]);
        assert_eq!(hub.heard("/recording", "RecordingChannels")[1], if recorded.ends_with("dual") { "2" } else { "1" });
        let state = sim.state();
        let checked = tokio::spawn(async move { state.captured_nothing_before("This call is recorded.") }).await;
        assert_eq!(checked.is_ok(), is_after);
    }
}

#[tokio::test]
async fn the_caller_id_is_one_that_the_account_may_show() {
    for (attribute, expected) in
        [("", Some(THEIRS)), (r#"callerId="+12015550123""#, Some(OURS)), (r#"callerId="+14155550199""#, None)]
    {
        let (hub, sim) = dialing(&format!(r#"<Dial action="/dialed" {attribute}>+14155550150</Dial>"#)).await;
        sim.set_person(AGENT, Person::new().hangs_up_after(seconds(1)));
        let ended = call(&sim, Person::new()).await;
        assert_eq!(sim.children_of(&ended.sid).first().map(|child| child.from.as_str()), expected, "{attribute}");
        if expected.is_none() {
            assert!(ended.problems[0].starts_with("13214"), "{:?}", ended.problems);
            assert_eq!(hub.heard(ACTION, "DialCallStatus"), ["failed"]);
        }
    }
}

#[tokio::test]
async fn a_call_ends_at_its_time_limit_or_with_the_callers_star() {
    let (_hub, sim) = dialing(r#"<Dial action="/dialed" timeLimit="600">+14155550150</Dial>"#).await;
    sim.set_person(AGENT, Person::new().hangs_up_after(seconds(3_600)));
    let ended = call(&sim, Person::new()).await;
    assert_eq!(sim.children_of(&ended.sid)[0].duration, Some(600));
    assert!(ended.has_heard("After"));

    let (_hub, sim) = dialing(r#"<Dial action="/dialed" hangupOnStar="true">+14155550150</Dial>"#).await;
    sim.set_person(AGENT, Person::new().hangs_up_after(seconds(3_600)));
    let ended = call(&sim, Person::new().presses("*")).await;
    assert_eq!((sim.children_of(&ended.sid)[0].duration, ended.has_heard("After")), (Some(2), true));
}

#[tokio::test]
async fn nobody_else_is_called() {
    let (_hub, sim) = dialing("<Dial>+14155550150</Dial>").await;
    call(&sim, Person::new()).await;
    sim.called_nobody_at(SECOND);
    let state = sim.state();
    assert!(tokio::spawn(async move { state.called_nobody_at(AGENT) }).await.is_err());
    assert!(sim.webhooks().iter().all(|w| matches!(w.kind, WebhookKind::Call | WebhookKind::CallStatus)));
}
