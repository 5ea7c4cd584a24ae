//! `<Dial><Conference>`: rooms in which several people talk.

use hub_testkit::twilio::Person;

use crate::calls_support::{AGENT, SECOND, call_url, happened, hears, redirect, what};
use crate::rooms_support::{ENDS, PLAIN, enters, hangs_up, hub, is_rung, room, says};
use crate::support::{LIMIT, OURS, THEIRS, post};

#[tokio::test]
async fn two_talk_as_soon_as_both_are_there() {
    let (hub, sim) = hub(PLAIN).await;
    let first = enters(&sim, THEIRS, Person::live()).await;
    assert!(!what(&sim.call(&first).expect("known")).contains(&"bridged"), "nobody else is there");
    let second = is_rung(&hub, &sim, AGENT, "/voice").await;
    for sid in [&first, &second] {
        happened(&sim, sid, "bridged", 1).await;
    }
    says(&sim, &second, "How can I help?").await;
    hears(&sim, &first, "How can I help?").await;
    says(&sim, &first, "I have a question").await;
    assert!(!hears(&sim, &second, "I have a question").await.has_heard("How can I help?"), "nobody hears themselves");

    // One leaves, and the other waits for whoever comes next.
    hangs_up(&sim, &second).await;
    sim.wait_until(LIMIT, "the action", |_| hub.told_at("/left").len() == 1).await.expect("told");
    assert_eq!(hub.heard("/left", "CallSid"), [second]);
    let third = is_rung(&hub, &sim, SECOND, "/voice").await;
    happened(&sim, &third, "bridged", 1).await;
    says(&sim, &third, "Back again").await;
    hears(&sim, &first, "Back again").await;
    hangs_up(&sim, &first).await;
    assert!(!sim.call(&third).expect("known").is_over());
    hangs_up(&sim, &third).await;
    sim.settled(LIMIT).await.expect("over");
    assert_eq!(hub.heard("/left", "DialCallStatus"), ["answered"; 3]);
    assert_eq!(hub.heard("/left", "DialBridged"), ["true"; 3]);
    assert_eq!(
        (hub.heard("/left", "DialCallSid"), hub.heard("/left", "DialCallDuration")),
        (vec!["-".to_owned(); 3], vec!["-".to_owned(); 3])
    );
    sim.calls_had_no_problems();
    hub.was_signed();
}

#[tokio::test]
async fn a_conference_ends_with_whom_it_is_to_end_however_they_leave() {
    for way in ["hang up", "redirect", "end"] {
        let (hub, sim) = hub(PLAIN).await;
        hub.says("/host", &room(ENDS));
        let guest = enters(&sim, THEIRS, Person::live()).await;
        let host = is_rung(&hub, &sim, AGENT, "/host").await;
        happened(&sim, &guest, "bridged", 1).await;
        happened(&sim, &host, "bridged", 1).await;
        match way {
            "hang up" => drop(hangs_up(&sim, &host).await),
            "redirect" => redirect(&sim, &host, &hub.url("/hold")).await,
            _ => drop(post(&call_url(&sim, &host), &[("Status", "completed")]).await),
        }
        let left = hears(&sim, &guest, "You left.").await;
        assert!(what(&left).contains(&"unbridged"), "{way}");
        let told = hub.told_at("/left").into_iter().find(|told| told.param("CallSid") == Some(&guest));
        assert_eq!(told.expect("told").param("DialCallStatus"), Some("answered"), "{way}");
        if way == "redirect" {
            hears(&sim, &host, "Please hold.").await;
            assert_eq!(hub.told_at("/left").len(), 1, "its Dial was left, and did not end");
            hangs_up(&sim, &host).await;
        }

        // The room of that name is a new one.
        let again = enters(&sim, SECOND, Person::live()).await;
        assert!(!what(&sim.call(&again).expect("known")).contains(&"bridged"), "{way}");
        hangs_up(&sim, &again).await;
        hangs_up(&sim, &guest).await;
        sim.settled(LIMIT).await.expect("over");
        sim.calls_had_no_problems();
    }
}

#[tokio::test]
async fn without_an_action_the_next_verb_follows() {
    let (hub, sim) = hub("").await;
    hub.says("/voice", &format!("<Dial><Conference {ENDS}>call-1</Conference></Dial><Say>Goodbye.</Say>"));
    let first = enters(&sim, THEIRS, Person::live()).await;
    let second = is_rung(&hub, &sim, AGENT, "/voice").await;
    happened(&sim, &first, "bridged", 1).await;
    hangs_up(&sim, &second).await;
    let ended = sim.wait_for_end(&first, LIMIT).await.expect("over");
    assert_eq!((ended.status.as_str(), ended.has_heard("Goodbye.")), ("completed", true));
}

#[tokio::test]
async fn a_conference_begins_with_one_who_may_begin_it() {
    let (hub, sim) = hub(r#"startConferenceOnEnter="false""#).await;
    hub.says("/host", &room(r#"waitUrl="""#));
    hub.says("/listener", &room(r#"muted="true" beep="onExit" startConferenceOnEnter="false""#));
    let first = enters(&sim, THEIRS, Person::live()).await;
    let second = enters(&sim, SECOND, Person::live()).await;
    hears(&sim, &second, "hold music").await;
    says(&sim, &first, "Anybody there?").await;
    happened(&sim, &first, "spoke", 1).await;
    assert!(!what(&sim.call(&second).expect("known")).contains(&"bridged"));
    let host = is_rung(&hub, &sim, AGENT, "/host").await;
    for sid in [&first, &second, &host] {
        happened(&sim, sid, "bridged", 1).await;
    }
    let listener = is_rung(&hub, &sim, "+14155550152", "/listener").await;
    happened(&sim, &listener, "bridged", 1).await;
    says(&sim, &listener, "Nobody hears me").await;
    happened(&sim, &listener, "spoke", 1).await;
    says(&sim, &host, "Welcome").await;
    for sid in [&first, &second, &listener] {
        let heard = hears(&sim, sid, "Welcome").await;
        assert!(!heard.has_heard("Anybody there?") && !heard.has_heard("Nobody hears me"), "{:?}", heard.heard);
    }
    let beeps =
        |sid: &str| sim.call(sid).map_or(0, |call| call.heard.iter().filter(|heard| heard.verb == "Beep").count());
    assert_eq!(beeps(&host), 0, "the listener came without a sound");
    hangs_up(&sim, &listener).await;
    sim.wait_until(LIMIT, "a beep", |ledger| {
        ledger.call(&host).is_some_and(|call| call.heard.iter().any(|heard| heard.verb == "Beep"))
    })
    .await
    .expect("the listener left with a sound");
}

#[tokio::test]
async fn what_is_heard_before_the_beginning_is_what_the_hub_wants() {
    let (hub, sim) = hub(r#"waitUrl="/wait""#).await;
    hub.says("/wait", "<Say>One moment please.</Say><Redirect/>");
    hub.says("/silent", &room(PLAIN));
    let first = enters(&sim, THEIRS, Person::live()).await;
    happened(&sim, &first, "waiting", 1).await;
    assert_eq!(hub.heard("/wait", "CallSid"), [first.clone(), first.clone()]);
    let second = is_rung(&hub, &sim, AGENT, "/silent").await;
    happened(&sim, &second, "bridged", 1).await;
    assert!(sim.call(&second).expect("known").heard.is_empty());
    // From the waiting as well as from the talk a leg can be sent elsewhere.
    redirect(&sim, &second, &hub.url("/hold")).await;
    redirect(&sim, &first, &hub.url("/hold")).await;
    let alone = enters(&sim, SECOND, Person::live()).await;
    happened(&sim, &alone, "waiting", 1).await;
    redirect(&sim, &alone, &hub.url("/hold")).await;
    for sid in [&first, &second, &alone] {
        hears(&sim, sid, "Please hold.").await;
    }
    sim.calls_had_no_problems();

    // A document that cannot be had ends the Dial.
    hub.answers("/wait", 500, "text/xml", "");
    let caller = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    hears(&sim, &caller, "You left.").await;
    assert_eq!(hub.heard("/left", "DialCallStatus"), ["failed"]);
}

#[tokio::test]
async fn a_room_has_so_many_seats_and_each_label_once() {
    let (hub, sim) = hub(r#"waitUrl="" maxParticipants="2" participantLabel="customer""#).await;
    hub.says("/other", &room(r#"waitUrl="" maxParticipants="2""#));
    let first = enters(&sim, THEIRS, Person::live()).await;
    let same = sim.place_call(SECOND, OURS, Person::live()).expect("a known number");
    assert!(hears(&sim, &same, "You left.").await.problems[0].starts_with("16025"));
    is_rung(&hub, &sim, AGENT, "/other").await;
    happened(&sim, &first, "bridged", 1).await;
    let third = is_rung(&hub, &sim, "+14155550152", "/other").await;
    assert!(hears(&sim, &third, "You left.").await.problems[0].starts_with("16020"));
    assert_eq!(hub.heard("/left", "DialCallStatus"), ["failed", "failed"]);
}
