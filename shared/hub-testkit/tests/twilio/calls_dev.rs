//! Calls through the endpoints of the handset page.

use std::time::Duration;

use hub_testkit::twilio::Action;
use serde_json::{Value, json};

use crate::calls_support::{VoiceHub, calls_url, carrier};
use crate::support::{LIMIT, OURS, THEIRS, client, get, post, post_json};

#[tokio::test]
async fn a_person_calls_presses_speaks_and_is_shown_what_they_heard() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", r#"<Gather action="/menu" numDigits="1"><Say>Press 1</Say></Gather>"#);
    hub.says("/menu", r#"<Record action="/left"/>"#);
    let base = sim.base_url();
    let placed = post_json(&format!("{base}/_dev/phone/call"), &json!({ "from": THEIRS, "to": OURS })).await;
    let act =
        async |action: Value| post_json(&format!("{base}/_dev/phone/calls/{}", placed.text("sid")), &action).await;
    let heard = sim.wait_for_call(LIMIT, "the menu", |call| call.has_heard("Press 1")).await.expect("heard");
    let shown = get(&format!("{base}/_dev/phone/calls?number=%2B14155550100")).await;
    let row = &shown.json["calls"][0];
    assert_eq!((row["sid"].as_str(), row["mine"].as_bool()), (Some(heard.sid.as_str()), Some(true)));
    assert_eq!((row["hub_number"].as_str(), row["is_answered"].as_bool()), (Some(OURS), Some(true)));
    assert_eq!(row["heard"][0]["what"], "Press 1");

    assert_eq!(act(json!({ "press": "1" })).await.status, 200);
    sim.wait_for_recording(LIMIT, "a recording", |r| r.status == "in-progress").await.expect("begun");
    act(json!({ "speak": { "text": "Please call me back" } })).await;
    act(json!("hang_up")).await;
    sim.settled(LIMIT).await.expect("over");
    assert_eq!(sim.recordings()[0].text, "Please call me back");
    let late = act(json!("hang_up")).await;
    assert_eq!(late.status, 404);
    assert!(late.text("error").contains("no running call"));
    let all = get(&format!("{base}/_dev/calls")).await;
    assert_eq!(all.json["calls"][0]["heard"][1]["verb"], "Beep");
    assert_eq!(all.json["verbs"][0]["name"], "Gather");
    assert_eq!(all.json["recordings"][0]["heard_before"][0]["party"], THEIRS);
}

#[tokio::test]
async fn an_open_handset_rings_and_a_closed_one_does_not() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let params = [("To", THEIRS), ("From", OURS), ("Timeout", "20"), ("Twiml", "<Response><Say>Hi</Say></Response>")];
    let url = format!("{}/_dev/phone/events?number=%2B14155550100", sim.base_url());
    for (action, status) in [("answer", "completed"), ("decline", "busy"), ("ignore", "no-answer")] {
        let mut events = client().get(&url).send().await.expect("a stream");
        events.chunk().await.expect("open").expect("an event");
        let sid = post(&calls_url(&sim), &params).await.text("sid").to_owned();
        sim.wait_for_call(LIMIT, "ringing", |c| c.sid == sid && c.status == "ringing").await.expect("it rings");
        let shown = get(&format!("{}/_dev/phone/calls?number=%2B14155550100", sim.base_url())).await;
        let last = shown.json["calls"].as_array().and_then(|calls| calls.last()).expect("a call").clone();
        assert_eq!((last["is_ringing_here"].as_bool(), last["mine"].as_bool()), (Some(true), Some(false)));
        post_json(&format!("{}/_dev/phone/calls/{sid}", sim.base_url()), &json!(action)).await;
        assert_eq!(sim.wait_for_end(&sid, LIMIT).await.expect("over").status, status);
    }
    // The simulator notices a closed page when it next tells it of a change.
    let unanswered = async {
        loop {
            let sid = post(&calls_url(&sim), &params).await.text("sid").to_owned();
            if let Ok(ended) = sim.wait_for_end(&sid, Duration::from_millis(300)).await {
                return ended;
            }
            sim.act(&sid, Action::Ignore).expect("it still rings");
        }
    };
    let ended = tokio::time::timeout(LIMIT, unanswered).await.expect("the handset is closed");
    assert_eq!((ended.status.as_str(), ended.events.last().map(|event| event.at_ms)), ("no-answer", Some(20_000)));
}

#[tokio::test]
async fn people_are_set_over_http() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let person = json!({ "pickup": { "answers": { "after_ms": 4_000 } }, "acts": [{ "press": "1" }], "hangs_up_after_ms": 9_000 });
    let address = format!("{}/_dev/people/{}", sim.base_url(), "%2B14155550100");
    let set = client().post(&address).header("Content-Type", "application/json").body(person.to_string());
    assert_eq!(set.send().await.expect("an answer").status(), 204);
    let people = get(&format!("{}/_dev/people", sim.base_url())).await;
    assert_eq!(people.json["people"][THEIRS]["pickup"]["answers"]["after_ms"], 4_000);
    let params = [("To", THEIRS), ("From", OURS), ("Twiml", "<Response><Pause length=\"60\"/></Response>")];
    let sid = post(&calls_url(&sim), &params).await.text("sid").to_owned();
    let ended = sim.wait_for_end(&sid, LIMIT).await.expect("over");
    assert_eq!((ended.duration, ended.events[3].at_ms), (Some(9), 4_000));
    assert_eq!(client().delete(&address).send().await.expect("an answer").status(), 204);
    assert!(sim.people().is_empty());
}

#[tokio::test]
async fn the_page_for_calls_is_served() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let script = client().get(format!("{}/_dev/phone-call.js", sim.base_url())).send().await.expect("an answer");
    assert!(script.headers()["content-type"].to_str().expect("text").starts_with("text/javascript"));
    let numbers = get(&format!("{}/_dev/phone/numbers", sim.base_url())).await;
    assert_eq!(numbers.json["numbers"][0]["takes_calls"], true);
}
