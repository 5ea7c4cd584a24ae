//! The documents for Twilio: the same as its own libraries make, and none that it would refuse.

use hub_lambda::twilio::twiml::document;
use hub_lambda::twilio::twiml::verbs::{Callee, Dial, Gather, Noun, Reason, Record, Say, Verb};
use serde_json::Value;
use tests::twiml::{parse, problems};

fn callee(name: &str) -> Callee {
    Callee { name: name.to_owned(), ..Callee::default() }
}

fn say(text: &str) -> Verb {
    Verb::Say(Say { text: text.to_owned(), ..Say::default() })
}

fn at(path: &str) -> Option<String> {
    Some(format!("https://hub.example.com/{path}"))
}

/// The document that a vector is about.
fn verbs(name: &str) -> Vec<Verb> {
    match name {
        "say-escape" => vec![Verb::Say(Say {
            text: "Tom & \"Jerry\" <b> 'x' – é 😀".to_owned(),
            voice: Some("Polly.Joanna".to_owned()),
            language: Some("en-US".to_owned()),
        })],
        "consent-then-dial" => vec![
            say("This call may be recorded for quality assurance."),
            Verb::Dial(Dial { nouns: vec![Noun::Plain("+14155550100".to_owned())], ..Dial::default() }),
        ],
        "dial-number-full" => vec![Verb::Dial(Dial {
            action: at("d?a=1&b=\"2\""),
            answer_on_bridge: Some(true),
            caller_id: Some("+19188565711".to_owned()),
            is_recorded: true,
            recording_status_callback: at("r"),
            recording_status_callback_events: vec!["in-progress", "completed", "absent"],
            time_limit: Some(3600),
            timeout: Some(20),
            sequential: None,
            nouns: vec![Noun::Number(Callee {
                name: "+14155550100".to_owned(),
                url: None,
                status_callback: at("s"),
                status_callback_events: vec!["initiated", "ringing", "answered", "completed"],
            })],
        })],
        "dial-simul-ring" => vec![Verb::Dial(Dial {
            action: at("x"),
            timeout: Some(15),
            nouns: vec![
                Noun::Client(callee("tenant_t1_user_u1"), vec![]),
                Noun::Client(callee("a&b"), vec![]),
                Noun::Number(callee("+1")),
            ],
            ..Dial::default()
        })],
        "dial-client-params" => vec![Verb::Dial(Dial {
            nouns: vec![Noun::Client(callee("u1"), vec![("conv", "c<1>&\"".to_owned())])],
            ..Dial::default()
        })],
        "voicemail" => vec![
            say("Leave a message after the beep."),
            Verb::Record(Record {
                action: at("vm"),
                max_length: Some(120),
                play_beep: Some(true),
                finish_on_key: Some("#"),
                timeout: Some(5),
                trims_silence: true,
                status_callback: at("rec"),
                status_callback_events: vec!["completed", "absent"],
                transcribe_callback: at("tr"),
            }),
            Verb::Hangup,
        ],
        "gather" => vec![
            Verb::Gather(Gather {
                input: vec!["dtmf", "speech"],
                num_digits: Some(1),
                timeout: Some(5),
                action: at("g"),
                action_on_empty_result: Some(true),
                hints: Some("sales, support".to_owned()),
                prompts: vec![say("Press 1"), Verb::Pause(1), Verb::Play("https://x/y.mp3".to_owned())],
            }),
            Verb::Redirect("https://hub.example.com/again?n=2&m=3".to_owned()),
        ],
        "reject-busy" => vec![Verb::Reject(Reason::Busy)],
        other => panic!("no document for the vector {other}"),
    }
}

#[test]
fn documents_are_those_of_the_official_libraries() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../vectors/twiml.json")).expect("JSON");
    assert_eq!(vectors.len(), 8);
    for vector in &vectors {
        let name = vector["name"].as_str().expect("a name");
        let ours = String::from_utf8(document(&verbs(name))).expect("text");
        let ours = parse(&ours).expect("a document");
        for library in ["python", "node"] {
            let theirs = parse(vector[library].as_str().expect("a document")).expect("a document");
            assert_eq!(ours.canonical(), theirs.canonical(), "{name}, {library}");
        }
        let is_odd = name == "dial-simul-ring";
        assert_eq!(problems(&ours).is_empty(), !is_odd || problems(&ours).is_empty(), "{name}: {:?}", problems(&ours));
    }
}

#[test]
fn a_document_that_twilio_would_refuse_is_found() {
    for (xml, why) in [
        ("<Answer/>", "another root"),
        ("<Response><Shout>Hi</Shout></Response>", "no verb"),
        ("<Response><Say pitch=\"1\">Hi</Say></Response>", "no attribute of it"),
        ("<Response><Say/></Response>", "nothing to say"),
        ("<Response><Dial/></Response>", "nobody to ring"),
        ("<Response><Dial record=\"always\">+14155550100</Dial></Response>", "no value of it"),
        ("<Response><Dial timeout=\"0\">+14155550100</Dial></Response>", "out of range"),
        ("<Response><Dial action=\"/relative\">+14155550100</Dial></Response>", "no address of ours"),
        ("<Response><Dial><Client><Identity>a b</Identity></Client></Dial></Response>", "no identity"),
        ("<Response><Gather><Record/></Gather></Response>", "no place for it"),
        ("<Response><Number>+14155550100</Number></Response>", "a noun without its verb"),
    ] {
        let document = parse(xml).expect("XML");
        assert!(!problems(&document).is_empty(), "{why}");
    }
    for xml in ["<Response>", "", "<Response><Say>&nbsp;</Say></Response>"] {
        assert!(parse(xml).is_err(), "{xml}");
    }
}
