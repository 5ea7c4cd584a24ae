//! Browsers that call: access tokens, clients that are rung and that call out.

use hub_testkit::twilio::{Application, Person, SimulatorConfig, TokenRefusal, TwilioSimulator};
use serde_json::{Value, json};

use crate::access_tokens::{header, signed as token};
use crate::calls_support::{AGENT, VoiceHub, call, listening, seconds};
use crate::support::{ACCOUNT, LIMIT, OURS, client, post_json, start};

const KEY: &str = "SK00000000000000000000000000000001";
const SECRET: &str = "secret-of-the-tests";

fn claims() -> Value {
    let now = jiff::Timestamp::now().as_second();
    json!({
        "jti": format!("{KEY}-{now}"), "iss": KEY, "sub": ACCOUNT, "nbf": now, "exp": now + 3_600,
        "grants": { "identity": "t1_u1", "voice": { "incoming": { "allow": true }, "outgoing": { "application_sid": "AP1" } } },
    })
}

async fn carrier(hub: &VoiceHub) -> TwilioSimulator {
    let account = listening(hub).with_api_key(KEY, SECRET).with_application(Application::new("AP1", hub.url("/out")));
    start(SimulatorConfig::immediate().with_account(account)).await
}

#[tokio::test]
async fn a_token_says_whom_it_is_for() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let client = sim.client_of(&token(&header(), &claims(), SECRET)).expect("a good token");
    assert_eq!((client.identity.as_str(), client.may_receive), ("t1_u1", true));
    assert_eq!((client.account_sid.as_str(), client.application_sid.as_deref()), (ACCOUNT, Some("AP1")));

    let with = |name: &str, value: Value| {
        let mut claims = claims();
        *claims.pointer_mut(name).expect("a claim") = value;
        token(&header(), &claims, SECRET)
    };
    let now = jiff::Timestamp::now().as_second();
    let cases = [
        (token(&header(), &claims(), "another"), TokenRefusal::Signature),
        (token(&json!({ "alg": "HS256", "typ": "JWT" }), &claims(), SECRET), TokenRefusal::Malformed),
        (
            token(&json!({ "alg": "none", "typ": "JWT", "cty": "twilio-fpa;v=1" }), &claims(), SECRET),
            TokenRefusal::Malformed,
        ),
        ("a.b.c".to_owned(), TokenRefusal::Malformed),
        (with("/iss", json!("SK0")), TokenRefusal::UnknownKey),
        (with("/sub", json!("AC0")), TokenRefusal::UnknownKey),
        (with("/exp", json!(now - 1)), TokenRefusal::Expired),
        (with("/nbf", json!(now + 600)), TokenRefusal::Expired),
        (with("/exp", json!(now + 90_000)), TokenRefusal::TooLong),
        (with("/grants/identity", json!("ada@example.com")), TokenRefusal::Identity),
        (with("/grants/identity", json!("")), TokenRefusal::Identity),
        (with("/grants/voice", Value::Null), TokenRefusal::NoVoiceGrant),
    ];
    for (token, refusal) in cases {
        assert_eq!(sim.client_of(&token), Err(refusal));
    }
}

#[tokio::test]
async fn a_client_is_rung_while_it_is_registered() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", r#"<Dial action="/dialed"><Client>t1_u1</Client></Dial>"#);
    call(&sim, Person::new()).await;
    assert_eq!(hub.heard("/dialed", "DialCallStatus"), ["no-answer"], "nobody has registered");

    let token = token(&header(), &claims(), SECRET);
    let mut events =
        client().get(format!("{}/_dev/phone/events?token={token}", sim.base_url())).send().await.expect("a stream");
    events.chunk().await.expect("open").expect("an event");
    let caller = Person::new().hangs_up_after(seconds(60));
    let sid = sim.place_call("+14155550100", OURS, caller).expect("a known number");
    let leg = sim.wait_for_call(LIMIT, "the client's leg", |c| {
        c.parent_sid.as_deref() == Some(sid.as_str()) && c.status == "ringing"
    });
    let leg = leg.await.expect("it rings");
    let answered = post_json(&format!("{}/_dev/phone/calls/{}", sim.base_url(), leg.sid), &json!("answer")).await;
    assert_eq!(answered.status, 200);
    sim.settled(LIMIT).await.expect("over");
    assert_eq!(hub.heard("/dialed", "DialCallStatus"), ["no-answer", "completed"]);
}

#[tokio::test]
async fn a_client_calls_out_through_its_application() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/out", r#"<Dial callerId="+12015550123"><Number>+14155550150</Number></Dial>"#);
    sim.set_person(AGENT, Person::new().hangs_up_after(seconds(5)));
    let good = token(&header(), &claims(), SECRET);
    let sid = sim.place_client_call(&good, &[("To", AGENT), ("tenant", "acme")], Person::new()).expect("a good token");
    sim.settled(LIMIT).await.expect("over");
    let asked = hub.told_at("/out").remove(0);
    assert_eq!(
        (asked.param("From"), asked.param("To"), asked.param("tenant")),
        (Some("client:t1_u1"), Some(AGENT), Some("acme"))
    );
    assert_eq!((asked.param("Direction"), asked.param("CallSid")), (Some("inbound"), Some(sid.as_str())));
    assert_eq!(sim.children_of(&sid)[0].from, OURS);
    hub.was_signed();
    sim.calls_had_no_problems();

    // A client is no number that a phone could show.
    hub.says("/out", "<Dial><Number>+14155550150</Number></Dial>");
    let sid = sim.place_client_call(&good, &[("To", AGENT)], Person::new()).expect("a good token");
    sim.settled(LIMIT).await.expect("over");
    assert!(sim.call(&sid).expect("known").problems[0].starts_with("13214"));

    let over_http = post_json(&format!("{}/_dev/clients/call", sim.base_url()), &json!({ "token": "a.b.c" })).await;
    assert_eq!(over_http.status, 401);
}
