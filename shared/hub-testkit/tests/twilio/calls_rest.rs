//! Calls over REST: made, found, redirected, ended, removed.

use std::time::Duration;

use hub_testkit::twilio::{Account, Action, Application, CallDirection, Delays, Fault, Person, SimulatorConfig};

use crate::calls_support::{AGENT, VoiceHub, call_url, calls_url, carrier, listening, seconds, what};
use crate::support::{ACCOUNT, LIMIT, OURS, THEIRS, TOKEN, client, delete, get, post, post_as, start, try_post};

const TO: [(&str, &str); 2] = [("To", THEIRS), ("From", OURS)];

#[tokio::test]
async fn a_call_is_made_and_its_whole_course_told() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    sim.set_person(THEIRS, Person::answering_after(seconds(4)));
    hub.says("/answer", "<Say>Your appointment is tomorrow.</Say>");
    let (answer, status) = (hub.url("/answer"), hub.url("/status"));
    let mut params = TO.to_vec();
    params.extend([("Url", answer.as_str()), ("StatusCallback", &status)]);
    params.extend(["initiated", "ringing", "answered", "completed"].map(|event| ("StatusCallbackEvent", event)));
    let made = post(&calls_url(&sim), &params).await;
    assert_eq!((made.status, made.text("status"), made.text("direction")), (201, "queued", "outbound-api"));
    assert_eq!((made.text("to"), made.text("from"), made.text("account_sid")), (THEIRS, OURS, ACCOUNT));
    let sid = made.text("sid").to_owned();
    assert!(made.json["duration"].is_null() && made.json["parent_call_sid"].is_null() && sid.starts_with("CA"));
    sim.settled(LIMIT).await.expect("over");

    assert_eq!(hub.heard("/status", "CallStatus"), ["initiated", "ringing", "in-progress", "completed"]);
    assert_eq!(hub.heard("/status", "SequenceNumber"), ["0", "1", "2", "3"]);
    assert_eq!(hub.heard("/answer", "CallStatus"), ["in-progress"]);
    assert_eq!(hub.heard("/answer", "Direction"), ["outbound-api"]);
    let shown = get(&call_url(&sim, &sid)).await;
    assert_eq!((shown.text("status"), shown.text("duration")), ("completed", "1"));
    assert!(shown.text("end_time").ends_with("+0000"));
    let call = sim.call(&sid).expect("known");
    assert_eq!(call.direction, CallDirection::OutboundApi);
    assert_eq!(what(&call), ["queued", "initiated", "ringing", "in-progress", "completed"]);
    assert_eq!(call.events[3].at_ms, 4_000);
    hub.was_signed();
}

#[tokio::test]
async fn whoever_does_not_answer_hears_nothing() {
    for (person, status) in [(Person::away(), "no-answer"), (Person::busy(), "busy"), (Person::unreachable(), "failed")]
    {
        let hub = VoiceHub::start().await;
        let sim = carrier(&hub).await;
        sim.set_person(THEIRS, person);
        let url = hub.url("/status");
        let params = [TO[0], TO[1], ("Twiml", "<Response><Say>Hi</Say></Response>"), ("StatusCallback", &url)];
        let sid = post(&calls_url(&sim), &params).await.text("sid").to_owned();
        let call = sim.wait_for_end(&sid, LIMIT).await.expect("over");
        sim.settled(LIMIT).await.expect("told");
        assert_eq!((call.status.as_str(), call.heard.len()), (status, 0));
        assert_eq!(
            (hub.heard("/status", "CallStatus"), hub.heard("/status", "CallDuration")),
            (vec![status.to_owned()], vec!["0".to_owned()])
        );
    }
}

#[tokio::test]
async fn what_twilio_refuses_is_refused_with_its_code() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let long = format!("<Response><Say>{}</Say></Response>", "x".repeat(4_000));
    let cases: [(&[(&str, &str)], u64); 14] = [
        (&[("From", OURS), ("Url", "https://a.example/")], 21201),
        (&[("To", THEIRS), ("Url", "https://a.example/")], 21213),
        (&TO, 21205),
        (&[TO[0], TO[1], ("Url", "answer")], 21205),
        (&[TO[0], TO[1], ("Twiml", &long)], 20001),
        (&[TO[0], TO[1], ("ApplicationSid", "AP0")], 21218),
        (&[TO[0], TO[1], ("Url", "https://a.example/"), ("Method", "PUT")], 21403),
        (&[TO[0], TO[1], ("Url", "https://a.example/"), ("StatusCallback", "x")], 21609),
        (&[TO[0], TO[1], ("Url", "https://a.example/"), ("StatusCallbackEvent", "busy")], 21626),
        (&[("To", "555"), ("From", OURS), ("Url", "https://a.example/")], 21211),
        (&[("To", "+15005550001"), ("From", OURS), ("Url", "https://a.example/")], 21217),
        (&[("To", "+15005550003"), ("From", OURS), ("Url", "https://a.example/")], 21215),
        (&[("To", THEIRS), ("From", AGENT), ("Url", "https://a.example/")], 21210),
        (&[("To", THEIRS), ("From", "front desk"), ("Url", "https://a.example/")], 21212),
    ];
    for (params, code) in cases {
        assert_eq!(post(&calls_url(&sim), params).await.refusal(), (400, code), "{params:?}");
    }
    let refused = post(&calls_url(&sim), &TO).await;
    assert_eq!(refused.json["more_info"], "https://www.twilio.com/docs/errors/21205");
    assert_eq!(post_as((ACCOUNT, "wrong"), &calls_url(&sim), &TO).await.refusal(), (401, 20003));
    assert_eq!(get(&call_url(&sim, "CA0")).await.refusal(), (404, 20404));
    assert!(sim.calls().is_empty());
}

#[tokio::test]
async fn faults_of_the_answer_are_those_of_messages() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    sim.set_person(THEIRS, Person::new());
    let params = [TO[0], TO[1], ("Twiml", "<Response/>")];
    for (fault, expected) in [
        (Fault::TooManyRequests429, (429, 20429)),
        (Fault::ServerError500, (500, 20500)),
        (Fault::Refused { code: 21215 }, (400, 21215)),
        (Fault::Unauthorized401, (401, 20003)),
    ] {
        sim.arm(fault, 1);
        assert_eq!(post(&calls_url(&sim), &params).await.refusal(), expected);
    }
    assert!(sim.calls().is_empty());
    for fault in [Fault::AcceptThenTimeout, Fault::AcceptThenCut] {
        sim.arm(fault, 1);
        assert!(try_post(&calls_url(&sim), &params, Duration::from_millis(300)).await.is_err());
    }
    sim.settled(LIMIT).await.expect("both calls were made");
    assert_eq!(sim.calls_to(THEIRS).iter().map(|c| c.status.as_str()).collect::<Vec<_>>(), ["completed"; 2]);
    let found = get(&format!("{}?To=%2B14155550100&StartTime%3E=2020-01-01", calls_url(&sim))).await;
    assert_eq!(found.json["calls"].as_array().map(Vec::len), Some(2), "a reconciling client finds them");
}

#[tokio::test]
async fn calls_are_listed_filtered_and_paged() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    sim.set_person(THEIRS, Person::new());
    sim.set_person(AGENT, Person::busy());
    for to in [THEIRS, AGENT, THEIRS] {
        post(&calls_url(&sim), &[("To", to), ("From", OURS), ("Twiml", "<Response/>")]).await;
    }
    sim.settled(LIMIT).await.expect("over");
    let count = async |query: &str| {
        let listed = get(&format!("{}?{query}", calls_url(&sim))).await;
        listed.json["calls"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(count("").await, 3);
    assert_eq!(count("Status=busy").await, 1);
    assert_eq!(count("To=%2B14155550100").await, 2);
    assert_eq!(count("From=%2B14155550100").await, 0);
    assert_eq!(count("StartTime%3C=2020-01-01").await, 0);
    assert_eq!(get(&format!("{}?StartTime=soon", calls_url(&sim))).await.refusal(), (400, 20001));
    let first = get(&format!("{}?PageSize=2", calls_url(&sim))).await;
    let next = get(&format!("{}{}", sim.base_url(), first.text("next_page_uri"))).await;
    assert_eq!(
        (first.json["calls"].as_array().map(Vec::len), next.json["calls"].as_array().map(Vec::len)),
        (Some(2), Some(1))
    );
    let sid = next.json["calls"][0]["sid"].as_str().expect("a SID").to_owned();
    assert_eq!(delete(&call_url(&sim, &sid)).await.status, 204);
    assert_eq!((get(&call_url(&sim, &sid)).await.status, count("").await), (404, 2));
}

#[tokio::test]
async fn a_call_is_canceled_while_it_rings() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    sim.set_person(THEIRS, Person::live());
    let url = hub.url("/status");
    let params = [TO[0], TO[1], ("Twiml", "<Response/>"), ("StatusCallback", &url)];
    let sid = post(&calls_url(&sim), &params).await.text("sid").to_owned();
    sim.wait_for_call(LIMIT, "ringing", |call| call.status == "ringing").await.expect("it rings");
    assert_eq!(delete(&call_url(&sim, &sid)).await.status, 409, "it is not over");
    let refused = post(&call_url(&sim, &sid), &[("Twiml", "<Response/>")]).await;
    assert_eq!(refused.refusal(), (400, 21220));
    assert_eq!(post(&call_url(&sim, &sid), &[("Status", "canceled")]).await.status, 200);
    assert_eq!(sim.wait_for_end(&sid, LIMIT).await.expect("over").status, "canceled");
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.heard("/status", "CallStatus"), ["canceled"]);
}

#[tokio::test]
async fn a_running_call_is_redirected_and_ended() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", "<Dial action=\"/dialed\"><Number>+14155550150</Number></Dial>");
    hub.says("/dialed", "<Say>Dialed</Say>");
    hub.says("/hold", "<Say>Please hold</Say><Gather timeout=\"60\"/>");
    sim.set_person(AGENT, Person::live());
    let sid = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    let child =
        sim.wait_for_call(LIMIT, "ringing", |c| c.to == AGENT && c.status == "ringing").await.expect("it rings");
    sim.act(&child.sid, Action::Answer).expect("it rings");
    sim.wait_for_call(LIMIT, "a bridge", |c| c.sid == sid && what(c).contains(&"bridged")).await.expect("connected");

    // The agent's leg goes elsewhere, and the caller's goes on with the action.
    let agent = post(&call_url(&sim, &child.sid), &[("Twiml", "<Response><Say>You are free</Say></Response>")]).await;
    assert_eq!(agent.status, 200, "{}", agent.json);
    assert!(sim.wait_for_end(&child.sid, LIMIT).await.expect("over").has_heard("You are free"));
    assert!(sim.wait_for_end(&sid, LIMIT).await.expect("over").has_heard("Dialed"));

    let sid = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    let child =
        sim.wait_for_call(LIMIT, "ringing", |c| c.to == AGENT && c.status == "ringing").await.expect("it rings");
    sim.act(&child.sid, Action::Answer).expect("it rings");
    sim.wait_for_call(LIMIT, "a bridge", |c| c.sid == sid && what(c).contains(&"bridged")).await.expect("connected");
    let hold = hub.url("/hold");
    assert_eq!(post(&call_url(&sim, &sid), &[("Url", &hold)]).await.status, 200);
    assert_eq!(sim.wait_for_end(&child.sid, LIMIT).await.expect("over").status, "completed");
    sim.wait_for_call(LIMIT, "hold", |c| c.sid == sid && c.has_heard("hold")).await.expect("on hold");
    assert_eq!(post(&call_url(&sim, &sid), &[("Status", "completed")]).await.status, 200);
    assert_eq!(sim.wait_for_end(&sid, LIMIT).await.expect("over").status, "completed");
    assert_eq!(post(&call_url(&sim, &sid), &[("Url", &hold)]).await.refusal(), (400, 21220));
}

#[tokio::test]
async fn a_call_is_recorded_from_its_answer_on() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    sim.set_person(THEIRS, Person::new());
    let (recording, status) = (hub.url("/recording"), hub.url("/status"));
    let params = [
        TO[0],
        TO[1],
        ("Twiml", "<Response><Say>This call is recorded.</Say><Pause length=\"8\"/></Response>"),
        ("Record", "true"),
        ("RecordingChannels", "dual"),
        ("RecordingStatusCallback", &recording),
        ("RecordingStatusCallbackEvent", "in-progress completed"),
        ("StatusCallback", &status),
    ];
    post(&calls_url(&sim), &params).await;
    sim.settled(LIMIT).await.expect("told");
    let recorded = sim.recordings().remove(0);
    assert_eq!((recorded.source.as_str(), recorded.duration, recorded.channels), ("OutboundAPI", Some(9), 2));
    assert!(!recorded.began_after("This call is recorded."), "it began before the first word");
    assert_eq!(hub.heard("/recording", "RecordingStatus"), ["in-progress", "completed"]);
    assert_eq!(hub.heard("/status", "RecordingSid"), [recorded.sid]);
}

#[tokio::test]
async fn whoever_comes_into_a_recorded_call_is_captured_too() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    sim.set_person(THEIRS, Person::new());
    sim.set_person(AGENT, Person::new());
    let twiml = format!("<Response><Dial>{AGENT}</Dial></Response>");
    post(&calls_url(&sim), &[TO[0], TO[1], ("Record", "true"), ("Twiml", &twiml)]).await;
    sim.settled(LIMIT).await.expect("over");
    let parties: Vec<String> = sim.recordings().remove(0).heard_before.into_iter().map(|leg| leg.party).collect();
    assert_eq!(parties, [THEIRS, AGENT]);
}

#[tokio::test]
async fn a_running_call_is_recorded_from_any_moment_on() {
    let hub = VoiceHub::start().await;
    let delays = Delays { call_second: Duration::from_millis(2), ..Delays::NONE };
    let sim = start(SimulatorConfig { delays, ..SimulatorConfig::immediate() }.with_account(listening(&hub))).await;
    hub.says("/voice", "<Say>This call is recorded.</Say><Gather timeout=\"3600\"/>");
    let sid = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    let recordings = call_url(&sim, &sid).replace(".json", "/Recordings.json");
    sim.wait_for_call(LIMIT, "the notice", |call| call.has_heard("recorded")).await.expect("heard");
    let callback = hub.url("/recording");
    let begun = post(
        &recordings,
        &[("RecordingStatusCallback", &callback), ("RecordingStatusCallbackEvent", "completed absent")],
    )
    .await;
    assert_eq!(
        (begun.status, begun.text("status"), begun.text("source")),
        (201, "in-progress", "StartCallRecordingAPI")
    );
    sim.captured_nothing_before("This call is recorded.");
    let current = recordings.replace(".json", "/Twilio.CURRENT.json");
    assert_eq!(post(&current, &[("Status", "paused")]).await.refusal(), (400, 20001), "only stopping is there");
    sim.act(&sid, Action::HangUp).expect("it runs");
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.heard("/recording", "RecordingSid"), [begun.text("sid")]);
    assert_eq!(post(&recordings, &[]).await.refusal(), (400, 21220), "it is over");
}

#[tokio::test]
async fn a_recording_is_stopped_before_the_call_is_over() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", "<Gather/>");
    let sid = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    sim.wait_for_call(LIMIT, "an answer", |call| call.status == "in-progress").await.expect("answered");
    let recordings = call_url(&sim, &sid).replace(".json", "/Recordings.json");
    let begun = post(&recordings, &[]).await;
    let one = recordings.replace(".json", &format!("/{}.json", begun.text("sid")));
    let stopped = post(&one, &[("Status", "stopped")]).await;
    assert_eq!((stopped.status, stopped.text("status")), (200, "absent"), "the clock of this call stands still");
    assert_eq!(post(&one, &[("Status", "stopped")]).await.status, 404, "it is stopped");
    assert_eq!(get(&recordings).await.json["recordings"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_call_can_use_an_application_and_reach_a_client() {
    let hub = VoiceHub::start().await;
    let account: Account = listening(&hub).with_application(Application::new("AP1", hub.url("/app")));
    let sim = start(SimulatorConfig::immediate().with_account(account)).await;
    hub.says("/app", "<Say>Hello Ada</Say>");
    let params = [("To", "client:t1_u1"), ("From", OURS), ("ApplicationSid", "AP1")];
    let nobody = post(&calls_url(&sim), &params).await.text("sid").to_owned();
    let nobody = sim.wait_for_end(&nobody, LIMIT).await.expect("over");
    assert_eq!((nobody.status.as_str(), what(&nobody).contains(&"ringing")), ("no-answer", false));
    sim.set_person("client:t1_u1", Person::new());
    let sid = post(&calls_url(&sim), &params).await.text("sid").to_owned();
    assert!(sim.wait_for_end(&sid, LIMIT).await.expect("over").has_heard("Hello Ada"));
    let bare = client().post(calls_url(&sim)).basic_auth(ACCOUNT, Some(TOKEN)).send().await.expect("an answer");
    assert_eq!(bare.status(), 400);
}
