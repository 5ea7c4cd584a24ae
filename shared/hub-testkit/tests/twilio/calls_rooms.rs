//! Conferences: what the hub is told of them, what is captured, how their time passes.

use std::time::Duration;

use hub_testkit::twilio::Person;

use crate::calls_support::{AGENT, SECOND, VoiceHub, calls_url, happened, hears, paced_carrier, redirect, seconds};
use crate::rooms_support::{ENDS, PLAIN, enters, hangs_up, hub, is_rung, room, says};
use crate::support::{LIMIT, OURS, THEIRS, post};

#[tokio::test]
async fn the_hub_is_told_of_a_conference_as_the_first_one_wants() {
    let (hub, sim) = hub(
        r#"waitUrl="" participantLabel="customer" statusCallback="/room" statusCallbackEvent="start end join leave""#,
    )
    .await;
    hub.says(
        "/host",
        &room(r#"waitUrl="" endConferenceOnExit="true" statusCallback="/other" statusCallbackEvent="join""#),
    );
    let guest = enters(&sim, THEIRS, Person::live()).await;
    let host = is_rung(&hub, &sim, AGENT, "/host").await;
    happened(&sim, &guest, "bridged", 1).await;
    hangs_up(&sim, &host).await;
    hears(&sim, &guest, "You left.").await;
    hangs_up(&sim, &guest).await;
    sim.settled(LIMIT).await.expect("over");
    let events = hub.heard("/room", "StatusCallbackEvent");
    let expected = [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ];
    assert_eq!(events, expected);
    assert_eq!(hub.heard("/room", "SequenceNumber"), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(hub.heard("/room", "CallSid"), [&guest, &host, "-", &host, &guest, "-"]);
    let label = |at: usize| hub.told_at("/room")[at].param("ParticipantLabel").map(ToOwned::to_owned);
    assert_eq!((label(0).as_deref(), label(1)), (Some("customer"), None));
    let reasons = hub.heard("/room", "ReasonParticipantLeft");
    assert_eq!((reasons[3].as_str(), reasons[4].as_str()), ("participant_hung_up", "moderator_ended_conference"));
    let end = hub.told_at("/room").pop().expect("told");
    assert_eq!(end.param("CallSidEndingConference"), Some(host.as_str()));
    assert_eq!(end.param("ReasonConferenceEnded"), Some("participant-with-end-conference-on-exit-left"));
    assert!(end.param("ConferenceSid").is_some_and(|sid| sid.starts_with("CF")));
    assert!(hub.told_at("/other").is_empty());
    hub.was_signed();
}

#[tokio::test]
async fn a_conference_is_recorded_from_its_beginning_and_a_seat_from_its_dial() {
    let (hub, sim) = hub("").await;
    let noun =
        r#"<Conference waitUrl="" record="record-from-start" recordingStatusCallback="/whole">call-1</Conference>"#;
    hub.says("/voice", &format!("<Say>This call is recorded.</Say><Dial>{noun}</Dial>"));
    hub.says(
        "/host",
        r#"<Dial action="/left" record="record-from-answer-dual" recordingStatusCallback="/seat"><Conference waitUrl="" endConferenceOnExit="true">call-1</Conference></Dial>"#,
    );
    let guest = enters(&sim, THEIRS, Person::live()).await;
    let host = is_rung(&hub, &sim, AGENT, "/host").await;
    for sid in [&guest, &host] {
        happened(&sim, sid, "bridged", 1).await;
    }
    says(&sim, &host, "How can I help?").await;
    hears(&sim, &guest, "How can I help?").await;
    let third = is_rung(&hub, &sim, SECOND, "/voice").await;
    happened(&sim, &third, "bridged", 1).await;
    hangs_up(&sim, &host).await;
    sim.settled(LIMIT).await.expect("over");
    let of = |source: &str| sim.recordings().into_iter().find(|r| r.source == source).expect("recorded");
    let (whole, seat) = (of("Conference"), of("DialVerb"));
    for recording in [&whole, &seat] {
        assert_eq!((recording.duration, recording.text.as_str()), (Some(3), "How can I help?"));
        let parties: Vec<_> = recording.heard_before.iter().map(|leg| leg.call_sid.clone()).collect();
        assert!([&guest, &host, &third].iter().all(|sid| parties.contains(sid)), "{}: {parties:?}", recording.source);
    }
    assert_eq!(hub.heard("/whole", "RecordingSource"), ["Conference"]);
    assert_eq!(hub.heard("/whole", "ConferenceSid"), [whole.conference_sid.clone().expect("of a conference")]);
    assert_eq!(hub.heard("/whole", "CallSid"), ["-"]);
    assert_eq!(
        (hub.heard("/seat", "CallSid"), hub.heard("/left", "RecordingSid")),
        (vec![host.clone()], vec![seat.sid])
    );
    let state = sim.state();
    let checked = tokio::spawn(async move { state.captured_nothing_before("This call is recorded") }).await;
    assert!(checked.is_err(), "the host was not told");
}

#[tokio::test]
async fn people_who_follow_a_script_leave_in_the_order_of_their_plans() {
    let (hub, sim) = hub(PLAIN).await;
    hub.says("/voice", &format!("{}<Say>Never</Say>", room(PLAIN)));
    let first = enters(&sim, THEIRS, Person::new()).await;
    let url = hub.url("/voice");
    let people = [(AGENT, 60), (SECOND, 20)].map(|(to, talk)| {
        sim.set_person(to, Person::answering_after(seconds(5)).hangs_up_after(seconds(talk)));
        to
    });
    // The first has no plan and waits; the live one keeps nobody from hanging up by plan.
    let live = enters(&sim, "+14155550153", Person::live()).await;
    for to in people {
        post(&calls_url(&sim), &[("To", to), ("From", OURS), ("Url", &url)]).await;
        sim.wait_for_call(LIMIT, "the end", |call| call.to == to && call.is_over()).await.expect("they hang up");
    }
    let durations: Vec<_> = people.iter().map(|to| sim.calls_to(to).remove(0).duration).collect();
    assert_eq!(durations, [Some(60), Some(20)]);
    hangs_up(&sim, &live).await;
    let ended = sim.wait_for_call(LIMIT, "the action", |call| call.sid == first && call.has_heard("You left."));
    ended.await.expect("whoever has no plan leaves after a while");
    sim.calls_had_no_problems();
}

#[tokio::test]
async fn two_scripts_in_one_room_go_by_one_clock() {
    let (hub, sim) = hub(r#"waitUrl="" startConferenceOnEnter="false""#).await;
    hub.says("/host", &room(ENDS));
    let first = enters(&sim, THEIRS, Person::new()).await;
    sim.set_person(AGENT, Person::answering_after(seconds(5)).hangs_up_after(seconds(50)));
    let url = hub.url("/host");
    let host = post(&calls_url(&sim), &[("To", AGENT), ("From", OURS), ("Url", &url)]).await.text("sid").to_owned();
    assert_eq!(sim.wait_for_end(&host, LIMIT).await.expect("over").duration, Some(50));
    let left = hears(&sim, &first, "You left.").await;
    assert_eq!(left.heard[0].at_ms, 50_000, "it waited until the host had gone");
}

#[tokio::test]
async fn with_a_pace_a_conference_takes_its_time() {
    let hub = VoiceHub::start().await;
    let sim = paced_carrier(&hub, Duration::from_millis(2)).await;
    hub.says("/voice", &room(PLAIN));
    hub.says("/host", &room(ENDS));
    hub.says("/left", r#"<Say>You left.</Say><Gather timeout="3600"/>"#);
    let guest = enters(&sim, THEIRS, Person::live()).await;
    let host = {
        sim.set_person(AGENT, Person::answering_after(seconds(3)).hangs_up_after(seconds(100)));
        let url = hub.url("/host");
        post(&calls_url(&sim), &[("To", AGENT), ("From", OURS), ("Url", &url)]).await.text("sid").to_owned()
    };
    happened(&sim, &guest, "bridged", 1).await;
    says(&sim, &guest, "Hello").await;
    hears(&sim, &host, "Hello").await;
    let ended = sim.wait_for_end(&host, LIMIT).await.expect("over");
    assert!(ended.duration.is_some_and(|talked| (100..300).contains(&talked)), "{:?}", ended.duration);
    hears(&sim, &guest, "You left.").await;

    // A live person stays, and is sent elsewhere.
    let second = is_rung(&hub, &sim, SECOND, "/voice").await;
    let third = is_rung(&hub, &sim, "+14155550152", "/host").await;
    happened(&sim, &second, "bridged", 1).await;
    hub.says("/hold", r#"<Say>Please hold.</Say><Pause length="20"/><Redirect>/hold</Redirect>"#);
    redirect(&sim, &third, &hub.url("/hold")).await;
    hears(&sim, &third, "Please hold.").await;
    hears(&sim, &second, "You left.").await;
    for sid in [&guest, &second, &third] {
        assert_eq!(hangs_up(&sim, sid).await.status, "completed");
    }
    sim.settled(LIMIT).await.expect("over");
    sim.calls_had_no_problems();
}
