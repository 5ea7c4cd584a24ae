//! Browsers that are rung: what they are told, what they do, several of one person.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hub_testkit::twilio::{Action, Call, Person, SimulatorConfig, TwilioSimulator};
use serde_json::{Value, json};

use crate::access_tokens::{header, signed, token_of};
use crate::calls_support::{
    AGENT, VoiceHub, answered, call_url, calls_url, happened, hears, listening, redirect, seconds,
};
use crate::support::{ACCOUNT, LIMIT, OURS, Reply, THEIRS, client, post, post_json, start};

const KEY: (&str, &str) = ("SK00000000000000000000000000000001", "secret-of-the-tests");
const ADA: &str = "t1_ada";

async fn carrier(hub: &VoiceHub) -> TwilioSimulator {
    start(SimulatorConfig::immediate().with_account(listening(hub).with_api_key(KEY.0, KEY.1))).await
}

/// A browser in which somebody is signed in.
struct Browser {
    base_url: String,
    token: String,
    stream: reqwest::Response,
    text: String,
    events: VecDeque<(String, Value)>,
}

impl Browser {
    async fn open(sim: &TwilioSimulator, identity: &str) -> Self {
        let mut browser = Self::with(sim, token_of(KEY, identity, 3_600)).await;
        assert_eq!(browser.next().await, ("registered".to_owned(), json!({ "identity": identity })));
        browser
    }

    async fn with(sim: &TwilioSimulator, token: String) -> Self {
        let base_url = sim.base_url().to_owned();
        let url = format!("{base_url}/_dev/clients/events?token={token}");
        let stream = client().get(url).send().await.expect("an answer");
        assert_eq!(stream.status(), 200);
        Self { base_url, token, stream, text: String::new(), events: VecDeque::new() }
    }

    /// The next event.
    async fn next(&mut self) -> (String, Value) {
        let next = async {
            loop {
                if let Some(event) = self.events.pop_front() {
                    return event;
                }
                let chunk = self.stream.chunk().await.expect("open").expect("not at its end");
                self.text.push_str(&String::from_utf8_lossy(&chunk));
                while let Some((event, rest)) = self.text.split_once("\n\n") {
                    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                    if let (Some(name), Some(data)) = (field("event:"), field("data:")) {
                        self.events.push_back((name.to_owned(), serde_json::from_str(data).expect("JSON")));
                    }
                    self.text = rest.to_owned();
                }
            }
        };
        tokio::time::timeout(LIMIT, next).await.expect("an event")
    }

    /// The next event, which is this one, and its data.
    async fn is_told(&mut self, event: &str) -> Value {
        let (name, data) = self.next().await;
        assert_eq!(name, event, "{data}");
        data
    }

    async fn does(&self, sid: &str, action: Value) -> Reply {
        post_json(&format!("{}/_dev/clients/calls/{sid}?token={}", self.base_url, self.token), &action).await
    }
}

/// Rings a client over REST; its leg.
async fn ring(sim: &TwilioSimulator, to: &str, twiml: &str) -> String {
    let made = post(&calls_url(sim), &[("To", to), ("From", OURS), ("Twiml", twiml)]).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.text("sid").to_owned()
}

const HELLO: &str = "<Response><Say>Hello Ada</Say><Gather timeout=\"60\"/></Response>";

#[tokio::test]
async fn a_browser_is_rung_with_what_the_hub_says_of_the_call() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let mut ada = Browser::open(&sim, ADA).await;
    let sid = ring(&sim, "client:t1_ada?callId=c%201&own=true", HELLO).await;
    let told = ada.is_told("incoming").await;
    let expected =
        json!({ "sid": sid, "from": OURS, "to": "client:t1_ada", "parameters": { "callId": "c 1", "own": "true" } });
    assert_eq!(told, expected);
    assert_eq!(ada.does(&sid, json!("answer")).await.status, 200);
    assert_eq!(ada.is_told("accepted").await, expected);
    hears(&sim, &sid, "Hello Ada").await;
    assert_eq!(ada.does(&sid, json!({ "press": "1" })).await.status, 200);
    happened(&sim, &sid, "pressed 1", 1).await;
    ada.does(&sid, json!("hang_up")).await;
    assert_eq!(ada.is_told("ended").await, json!({ "sid": sid }));
    assert_eq!(ada.does(&sid, json!("hang_up")).await.status, 404, "it is over");
    let found = crate::support::get(&format!("{}?To=client%3At1_ada%3FcallId%3Dc%2B1", calls_url(&sim))).await;
    assert_eq!(found.json["calls"][0]["to"], "client:t1_ada", "a client that reconciles finds it");
    let state = sim.state();
    assert!(tokio::spawn(async move { state.called_nobody_at("client:t1_ada") }).await.is_err());
}

#[tokio::test]
async fn a_call_that_is_not_taken_is_canceled() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let mut ada = Browser::open(&sim, ADA).await;
    let named = r#"<Client><Identity>t1_ada</Identity><Parameter name="callId" value="c1"/><Parameter name="contactName" value="Grace &amp; Co"/></Client>"#;
    hub.says("/voice", &format!(r#"<Dial action="/dialed" answerOnBridge="true">{named}</Dial>"#));
    let sid = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    let told = ada.is_told("incoming").await;
    assert_eq!((&told["from"], &told["parameters"]["contactName"]), (&json!(THEIRS), &json!("Grace & Co")));
    sim.act(&sid, Action::HangUp).expect("it runs");
    assert_eq!(ada.is_told("canceled").await, json!({ "sid": told["sid"] }));

    let declined = ring(&sim, "client:t1_ada", HELLO).await;
    ada.is_told("incoming").await;
    assert_eq!(ada.does(&declined, json!("decline")).await.status, 200);
    assert_eq!(ada.is_told("canceled").await, json!({ "sid": declined }));
    assert_eq!(sim.wait_for_end(&declined, LIMIT).await.expect("over").status, "busy");
}

#[tokio::test]
async fn of_several_browsers_the_first_to_answer_has_the_call() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let (mut first, mut second) = (Browser::open(&sim, ADA).await, Browser::open(&sim, ADA).await);
    let mut other = Browser::open(&sim, "t1_bob").await;
    let sid = ring(&sim, "client:t1_ada", HELLO).await;
    first.is_told("incoming").await;
    second.is_told("incoming").await;
    assert_eq!(other.does(&sid, json!("answer")).await.status, 404, "it is not theirs");
    assert_eq!(second.does(&sid, json!("answer")).await.status, 200);
    assert_eq!(second.is_told("accepted").await["sid"], json!(sid));
    assert_eq!(first.is_told("canceled").await, json!({ "sid": sid }));
    second.does(&sid, json!("hang_up")).await;
    second.is_told("ended").await;

    // The next one rings both again, and nothing of it reached the third.
    let again = ring(&sim, "client:t1_ada", HELLO).await;
    assert_eq!(first.is_told("incoming").await["sid"], json!(again));
    let theirs = ring(&sim, "client:t1_bob", HELLO).await;
    assert_eq!(other.is_told("incoming").await["sid"], json!(theirs));
    // Both answer at once: one of them has it.
    let (one, two) = tokio::join!(first.does(&again, json!("answer")), second.does(&again, json!("answer")));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    second.is_told("incoming").await;
    let mut told = [first.next().await.0, second.next().await.0];
    told.sort_unstable();
    assert_eq!(told, ["accepted", "canceled"]);
}

#[tokio::test]
async fn a_browser_that_comes_back_is_told_what_runs() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let mut ada = Browser::open(&sim, ADA).await;
    let talking = ring(&sim, "client:t1_ada?callId=c1", HELLO).await;
    ada.is_told("incoming").await;
    ada.does(&talking, json!("answer")).await;
    ada.is_told("accepted").await;
    let ringing = ring(&sim, "client:t1_ada?callId=c2", HELLO).await;
    ada.is_told("incoming").await;

    // Beside it, another one is told of what rings alone.
    let mut beside = Browser::open(&sim, ADA).await;
    assert_eq!(beside.is_told("incoming").await["sid"], json!(ringing));
    drop((ada, beside));
    // The simulator notices a closed page when it next tells it something.
    let back = async {
        loop {
            let mut back = Browser::open(&sim, ADA).await;
            let first = back.next().await;
            if first.0 == "accepted" {
                return (back, first.1);
            }
        }
    };
    let (mut back, told) = tokio::time::timeout(LIMIT, back).await.expect("the call is its own again");
    assert_eq!((&told["sid"], &told["parameters"]["callId"]), (&json!(talking), &json!("c1")));
    assert_eq!(back.is_told("incoming").await["parameters"]["callId"], "c2");
    back.does(&talking, json!("hang_up")).await;
    assert_eq!(back.is_told("ended").await, json!({ "sid": talking }));
}

#[tokio::test]
async fn a_client_without_a_browser_is_not_there() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let ended = async |sid: &str| sim.wait_for_end(sid, LIMIT).await.expect("over");
    let before = ended(&ring(&sim, "client:t1_ada?own=true", HELLO).await).await;
    assert_eq!((before.status.as_str(), before.duration), ("no-answer", Some(0)));
    assert!(!before.events.iter().any(|event| event.what == "ringing"));

    let ada = Browser::open(&sim, ADA).await;
    drop(ada);
    let gone = async {
        loop {
            let sid = ring(&sim, "client:t1_ada", HELLO).await;
            let rings = |call: &Call| call.sid == sid && (call.is_over() || call.status == "ringing");
            let call = sim.wait_for_call(LIMIT, "the course", rings).await.expect("it rings or not");
            if call.is_over() {
                return call;
            }
            sim.act(&sid, Action::Ignore).expect("it rings");
            ended(&sid).await;
        }
    };
    let gone = tokio::time::timeout(LIMIT, gone).await.expect("the browser is closed");
    assert_eq!(gone.status, "no-answer");
}

#[tokio::test]
async fn a_browser_stays_registered_when_its_token_expires() {
    let hub = VoiceHub::start().await;
    let ahead = Arc::new(AtomicI64::new(0));
    let clock = ahead.clone();
    let config = SimulatorConfig {
        clock: Arc::new(move || {
            jiff::Timestamp::now() + jiff::SignedDuration::from_secs(clock.load(Ordering::Relaxed))
        }),
        ..SimulatorConfig::immediate()
    };
    let sim = start(config.with_account(listening(&hub).with_api_key(KEY.0, KEY.1))).await;
    let mut ada = Browser::open(&sim, ADA).await;
    ahead.store(7_200, Ordering::Relaxed);
    let sid = ring(&sim, "client:t1_ada", HELLO).await;
    ada.is_told("incoming").await;
    assert_eq!(ada.does(&sid, json!("answer")).await.status, 401, "that token is over");
    ada.token = token_of(KEY, ADA, 10_000);
    assert_eq!(ada.does(&sid, json!("answer")).await.status, 200);
    ada.is_told("accepted").await;
}

#[tokio::test]
async fn a_token_that_is_refused_opens_nothing() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let now = jiff::Timestamp::now().as_second();
    let outgoing = json!({
        "jti": "x", "iss": KEY.0, "sub": ACCOUNT, "nbf": now, "exp": now + 60,
        "grants": { "identity": ADA, "voice": { "outgoing": { "application_sid": "AP1" } } },
    });
    let tokens = [
        "a.b.c".to_owned(),
        String::new(),
        token_of((KEY.0, "another"), ADA, 60),
        token_of(KEY, ADA, -1),
        signed(&header(), &outgoing, KEY.1),
    ];
    for token in tokens {
        let url = format!("{}/_dev/clients/events?token={token}", sim.base_url());
        let refused = crate::support::get(&url).await;
        assert_eq!(refused.status, 401, "{token}");
        assert!(!refused.text("error").is_empty());
        let url = format!("{}/_dev/clients/calls/CA0?token={token}", sim.base_url());
        assert_eq!(post_json(&url, &json!("answer")).await.status, 401);
    }
}

#[tokio::test]
async fn a_browsers_call_is_held_handed_over_and_ended() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let mut ada = Browser::open(&sim, ADA).await;
    hub.says("/voice", r#"<Dial action="/hold"><Client>t1_ada</Client></Dial>"#);
    hub.says("/hold", "<Say>Please hold.</Say><Redirect>/hold</Redirect>");
    hub.says("/room", r#"<Dial><Conference waitUrl="" beep="false" endConferenceOnExit="true">c1</Conference></Dial>"#);
    let customer = sim.place_call(THEIRS, OURS, Person::live()).expect("a known number");
    let leg = ada.is_told("incoming").await["sid"].as_str().expect("a SID").to_owned();
    ada.does(&leg, json!("answer")).await;
    ada.is_told("accepted").await;
    happened(&sim, &customer, "bridged", 1).await;

    // The browser's leg is led into a room, which puts the customer on hold, and somebody else comes into the room.
    redirect(&sim, &leg, &hub.url("/room")).await;
    hears(&sim, &customer, "Please hold.").await;
    sim.set_person(AGENT, Person::live());
    post(&calls_url(&sim), &[("To", AGENT), ("From", OURS), ("Url", &hub.url("/room"))]).await;
    let third = answered(&sim, AGENT).await;
    happened(&sim, &leg, "bridged", 2).await;
    ada.does(&leg, json!({ "speak": { "text": "This is Grace" } })).await;
    hears(&sim, &third, "This is Grace").await;

    // The customer follows, and the browser leaves them alone.
    redirect(&sim, &third, &hub.url("/hold")).await;
    assert_eq!(ada.is_told("ended").await, json!({ "sid": leg }), "the conference ended with the third");
    for sid in [&customer, &third] {
        redirect(&sim, sid, &hub.url("/room")).await;
    }
    happened(&sim, &customer, "bridged", 2).await;
    assert_eq!(post(&call_url(&sim, &third), &[("Status", "completed")]).await.status, 200);
    let ended = sim.wait_for_end(&customer, LIMIT).await.expect("over");
    assert_eq!(ended.status, "completed");
    sim.settled(seconds(10)).await.expect("over");
    sim.calls_had_no_problems();
}
