//! What is heard on a call, and words in place of keys.

use hub_testkit::twilio::{Action, Person};

use crate::calls_support::{AGENT, VoiceHub, call, carrier, seconds};
use crate::support::{LIMIT, OURS, THEIRS};

#[tokio::test]
async fn a_file_of_the_hub_is_fetched_and_heard() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", r#"<Play>/greeting.wav</Play><Play digits="1w2"/>"#);
    hub.answers("/greeting.wav", 200, "audio/wav", "RIFF");
    let ended = call(&sim, Person::new()).await;
    let heard: Vec<&str> = ended.heard.iter().map(|heard| heard.what.as_str()).collect();
    assert_eq!(heard, [hub.url("/greeting.wav").as_str(), "1w2"]);
    sim.calls_had_no_problems();
}

#[tokio::test]
async fn a_file_that_is_no_sound_is_a_problem_and_is_not_heard() {
    for (status, kind, code) in [(404, "audio/wav", "11200"), (200, "text/html", "12300")] {
        let hub = VoiceHub::start().await;
        let sim = carrier(&hub).await;
        hub.says("/voice", "<Play>/greeting.wav</Play><Say>On</Say>");
        hub.answers("/greeting.wav", status, kind, "");
        let ended = call(&sim, Person::new()).await;
        assert!(ended.problems[0].starts_with(code), "{:?}", ended.problems);
        assert_eq!(ended.heard.len(), 1, "the next verb follows");
    }
}

#[tokio::test]
async fn a_prompt_without_barge_in_is_heard_to_its_end() {
    for (barge_in, lost) in [("true", false), ("false", true)] {
        let hub = VoiceHub::start().await;
        let sim = carrier(&hub).await;
        // The person is asked for a file, so that keys come while the prompt is played.
        let prompts = "<Say>One</Say><Say>Two</Say>";
        let gather =
            format!(r#"<Gather action="/menu" numDigits="1" bargeIn="{barge_in}">{prompts}</Gather><Say>No key</Say>"#);
        hub.says("/voice", &format!("<Gather numDigits=\"1\" action=\"/start\"/>{gather}"));
        hub.says("/start", &gather);
        let sid = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
        sim.wait_for_call(LIMIT, "an answer", |c| c.status == "in-progress").await.expect("answered");
        // Both keys are there before the second prompt begins.
        sim.act(&sid, Action::Press("1".to_owned())).expect("it runs");
        sim.act(&sid, Action::Press("2".to_owned())).expect("it runs");
        if lost {
            sim.wait_for_call(LIMIT, "both prompts", |c| c.has_heard("Two")).await.expect("heard");
            sim.act(&sid, Action::Ignore).expect("it waits");
        }
        let ended = sim.wait_for_end(&sid, LIMIT).await.expect("over");
        assert_eq!((ended.has_heard("No key"), ended.has_heard("Two")), (lost, lost));
        assert_eq!(hub.heard("/menu", "Digits").len(), usize::from(!lost));
    }
}

#[tokio::test]
async fn words_answer_a_gather_that_takes_them() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", r#"<Gather input="dtmf speech" action="/said"><Say>How can we help?</Say></Gather>"#);
    call(&sim, Person::new().says("An appointment", seconds(2))).await;
    assert_eq!(hub.heard("/said", "SpeechResult"), ["An appointment"]);
    assert_eq!(hub.heard("/said", "Digits"), ["-"]);
}

#[tokio::test]
async fn whom_a_dial_names_is_in_the_ledger() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let client = r#"<Client><Identity>t1_u1</Identity><Parameter name="contact" value="c1"/></Client>"#;
    hub.says("/voice", &format!(r#"<Dial timeout="5"><Number sendDigits="12">{AGENT}</Number>{client}</Dial>"#));
    let ended = call(&sim, Person::new()).await;
    let verbs = sim.verbs_of(&ended.sid);
    let names: Vec<&str> = verbs.iter().map(|verb| verb.name.as_str()).collect();
    assert_eq!(names, ["Dial", "Number", "Client", "Identity", "Parameter"]);
    assert_eq!((verbs[1].text.as_str(), verbs[1].attributes[0].1.as_str()), (AGENT, "12"));
    assert_eq!(sim.calls_to("client:t1_u1").len(), 1);
}
