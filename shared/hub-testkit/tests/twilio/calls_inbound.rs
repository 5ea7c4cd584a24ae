//! Somebody calls one of our numbers.

use std::time::Duration;

use hub_testkit::twilio::{Action, After, CallDirection, Delays, Person, SimulatorConfig, Speech, WebhookKind};

use crate::calls_support::{VoiceHub, call, carrier, listening, seconds, what};
use crate::support::{ACCOUNT, LIMIT, OURS, THEIRS, start};

#[tokio::test]
async fn a_caller_hears_what_the_hub_says_and_is_hung_up_on() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", "<Say>Closed &amp; away</Say><Pause length=\"2\"/><Say>Bye</Say><Hangup/><Say>Never</Say>");
    let ended = call(&sim, Person::new()).await;

    assert_eq!((ended.status.as_str(), ended.direction), ("completed", CallDirection::Inbound));
    assert_eq!(ended.heard.iter().map(|h| h.what.as_str()).collect::<Vec<_>>(), ["Closed & away", "Bye"]);
    assert_eq!(ended.duration, Some(4), "a second each for the words, two of silence");
    assert_eq!(what(&ended), ["ringing", "in-progress", "completed"]);
    let asked = &hub.told_at("/voice")[0];
    for (name, value) in [
        ("CallSid", ended.sid.as_str()),
        ("AccountSid", ACCOUNT),
        ("From", THEIRS),
        ("Caller", THEIRS),
        ("To", OURS),
        ("Called", OURS),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
        ("ApiVersion", "2010-04-01"),
        ("FromCountry", "US"),
        ("FromCity", ""),
    ] {
        assert_eq!(asked.param(name), Some(value), "{name}");
    }
    let told = &hub.told_at("/ended")[0];
    assert_eq!((told.param("CallStatus"), told.param("CallDuration")), (Some("completed"), Some("4")));
    assert_eq!((told.param("Duration"), told.param("SequenceNumber")), (Some("1"), Some("0")));
    assert_eq!(told.param("CallbackSource"), Some("call-progress-events"));
    let timestamp = told.param("Timestamp").expect("a timestamp");
    assert!(timestamp.ends_with("+0000") && timestamp.contains(", "), "{timestamp}");
    hub.was_signed();
    sim.calls_had_no_problems();
    let verbs: Vec<String> = sim.verbs_of(&ended.sid).into_iter().map(|verb| verb.name).collect();
    assert_eq!(verbs, ["Say", "Pause", "Say", "Hangup"]);
    assert_eq!(sim.documents_of(&ended.sid).len(), 1);
    assert_eq!(sim.webhooks().iter().map(|w| w.kind).collect::<Vec<_>>(), [WebhookKind::Call, WebhookKind::CallStatus]);
}

#[tokio::test]
async fn a_call_can_carry_more_parameters() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", "<Hangup/>");
    let forwarded = [("ForwardedFrom", "+14155550188"), ("CallerName", "ADA")];
    sim.place_call_with(THEIRS, OURS, Person::new(), &forwarded).expect("a known number");
    sim.settled(LIMIT).await.expect("over");
    assert_eq!(hub.heard("/voice", "ForwardedFrom"), ["+14155550188"]);
    hub.was_signed();
}

#[tokio::test]
async fn a_call_is_rejected_before_it_is_answered() {
    for (verb, status) in [("<Reject/>", "no-answer"), (r#"<Reject reason="busy"/>"#, "busy")] {
        let hub = VoiceHub::start().await;
        let sim = carrier(&hub).await;
        hub.says("/voice", verb);
        let ended = call(&sim, Person::new()).await;
        assert_eq!((ended.status.as_str(), ended.answered_at, ended.duration), (status, None, Some(0)));
        assert_eq!(hub.heard("/ended", "CallStatus"), [status]);
    }
}

#[tokio::test]
async fn a_caller_who_gives_up_while_it_rings_is_not_answered() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", "<Pause length=\"30\"/><Say>Too late</Say>");
    let ended = call(&sim, Person::new().gives_up_after(seconds(10))).await;
    assert_eq!((ended.status.as_str(), ended.heard.len()), ("no-answer", 0));
    assert_eq!(what(&ended), ["ringing", "hung up", "no-answer"]);
    assert_eq!(ended.events[1].at_ms, 10_000);
}

#[tokio::test]
async fn a_redirect_goes_on_with_another_document() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", "<Say>One</Say><Redirect>next?a=1&amp;b=2</Redirect><Say>Never</Say>");
    hub.says("/next?a=1&b=2", "<Say>Two</Say>");
    let ended = call(&sim, Person::new()).await;
    assert!(ended.has_heard("Two") && !ended.has_heard("Never"));
    assert_eq!(hub.heard("/next?a=1&b=2", "CallStatus"), ["in-progress"]);
    hub.was_signed();
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", "<Redirect>/voice</Redirect>");
    let ended = call(&sim, Person::new()).await;
    assert!(ended.problems[0].contains("documents"), "{:?}", ended.problems);
}

#[tokio::test]
async fn the_fallback_is_asked_when_the_hub_fails() {
    for (status, kind, body, code) in [
        (500, "text/xml", "<Response/>", "11200"),
        (200, "text/xml", "<Response><Say>", "12100"),
        (200, "text/xml", "<Reply/>", "12100"),
        (200, "application/json", "{}", "12300"),
    ] {
        let hub = VoiceHub::start().await;
        let sim = carrier(&hub).await;
        hub.answers("/voice", status, kind, body);
        hub.says("/fallback", "<Say>Please call later</Say>");
        let ended = call(&sim, Person::new()).await;
        assert!(ended.has_heard("call later") && ended.problems[0].starts_with(code), "{code}: {ended:?}");
        let asked = &hub.told_at("/fallback")[0];
        assert_eq!(asked.param("ErrorCode"), Some(code));
        assert_eq!(asked.param("ErrorUrl"), Some(hub.url("/voice").as_str()));
        assert_eq!(asked.param("CallSid"), Some(ended.sid.as_str()));
    }
}

#[tokio::test]
async fn a_call_that_nothing_answers_ends_with_a_problem() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.answers("/voice", 404, "text/plain", "");
    hub.answers("/fallback", 500, "text/plain", "");
    let ended = call(&sim, Person::new()).await;
    assert_eq!((ended.status.as_str(), ended.problems.len()), ("completed", 2));

    sim.set_number_config(OURS, |settings| settings.voice_url.clear()).expect("a known number");
    let failed = call(&sim, Person::new()).await;
    assert_eq!((failed.status.as_str(), failed.problems.len()), ("failed", 1));
    assert!(sim.place_call(THEIRS, "+12025550100", Person::new()).is_err());
}

#[tokio::test]
async fn twiml_that_twilio_does_not_have_is_a_warning_and_is_passed_over() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", r#"<Speak>Hi</Speak><Say tempo="2">Hello</Say>"#);
    let ended = call(&sim, Person::new()).await;
    assert!(ended.has_heard("Hello"));
    assert!(ended.problems.len() == 2 && ended.problems.iter().all(|p| p.starts_with("12200")), "{:?}", ended.problems);
    let state = sim.state();
    let panic = tokio::spawn(async move { state.calls_had_no_problems() }).await.expect_err("there were some");
    assert!(panic.into_panic().downcast_ref::<String>().expect("words").contains("Speak"));
}

#[tokio::test]
async fn keys_go_to_the_hub() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let menu = r#"<Gather action="/menu" numDigits="1"><Say>Press 1</Say><Play>https://example.com/a.mp3</Play></Gather><Say>No key</Say>"#;
    hub.says("/voice", menu);
    hub.says("/menu", r##"<Gather action="/pin" finishOnKey="#"><Say>PIN</Say></Gather>"##);
    hub.says("/pin", "<Say>Thanks</Say>");
    let ended = call(&sim, Person::new().presses("1").presses("4321#")).await;
    assert_eq!(hub.heard("/menu", "Digits"), ["1"]);
    assert_eq!(hub.heard("/pin", "Digits"), ["4321"]);
    assert_eq!(hub.heard("/pin", "FinishedOnKey"), ["#"]);
    assert!(ended.has_heard("Thanks") && !ended.has_heard("No key"));

    let silent = call(&sim, Person::new()).await;
    assert!(silent.has_heard("No key"), "no key: the next verb");
    assert_eq!(silent.duration, Some(10), "one second to say it, three to play it, five to wait, one more");
    assert_eq!(hub.told_at("/menu").len(), 1);
}

#[tokio::test]
async fn an_empty_gather_tells_the_hub_only_when_asked() {
    for (wanted, keys, told) in [("false", "", 0), ("true", "", 1), ("false", "#", 0), ("true", "#", 1)] {
        let hub = VoiceHub::start().await;
        let sim = carrier(&hub).await;
        hub.says("/voice", &format!(r#"<Gather action="/keys" actionOnEmptyResult="{wanted}"/><Say>On</Say>"#));
        hub.says("/keys", "<Say>Asked</Say>");
        let person = if keys.is_empty() { Person::new() } else { Person::new().presses(keys) };
        let ended = call(&sim, person).await;
        assert_eq!(hub.told_at("/keys").len(), told, "{wanted} {keys:?}");
        assert_eq!(ended.has_heard("On"), told == 0);
    }
}

#[tokio::test]
async fn a_live_caller_interrupts_the_menu_and_hangs_up() {
    let hub = VoiceHub::start().await;
    let delays = Delays { call_second: Duration::from_millis(20), ..Delays::NONE };
    let config = SimulatorConfig { delays, ..SimulatorConfig::immediate() };
    let sim = start(config.with_account(listening(&hub))).await;
    hub.says("/voice", r#"<Gather action="/menu" numDigits="1" timeout="600"><Say loop="0">Menu</Say></Gather>"#);
    hub.says("/menu", r#"<Say>Chosen</Say><Record timeout="600" action="/left"/>"#);
    let sid = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    sim.wait_for_call(LIMIT, "the menu", |c| c.has_heard("Menu")).await.expect("heard");
    sim.act(&sid, Action::Press("2".to_owned())).expect("a running call");
    sim.wait_for_recording(LIMIT, "a recording", |r| r.call_sid == sid).await.expect("begun");
    let words = Speech { then: After::HangUp, length_ms: 4_000, text: "Call me".to_owned() };
    sim.act(&sid, Action::Speak(words)).expect("a running call");
    let ended = sim.wait_for_end(&sid, LIMIT).await.expect("over");
    sim.settled(LIMIT).await.expect("told");
    assert!(ended.has_heard("Chosen"));
    assert_eq!(hub.heard("/menu", "Digits"), ["2"]);
    assert_eq!(hub.heard("/left", "Digits"), ["hangup"]);
    assert!(sim.act(&sid, Action::HangUp).is_err(), "it is over");
}
