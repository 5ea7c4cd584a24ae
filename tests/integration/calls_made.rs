//! A person calls a customer.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{FakeCarrier, Making, Person, TestHub};

const CUSTOMER: &str = "+14155550123";
const OWN_PHONE: &str = "+14155550150";

async fn newest(person: &Person<'_>) -> Value {
    person.rows("/api/calls", "calls").await.first().cloned().unwrap_or_default()
}

/// A form's field.
fn field(form: &[(String, String)], name: &str) -> String {
    let found = form.iter().find(|(field, _)| field == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

#[tokio::test]
async fn ones_own_phone_rings_first_and_then_the_customers() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let (acme, owner) = (hub.acme(), hub.acme().person("owner").await);
    let policy = json!({ "version": 1, "recordingPolicy": "announce" });
    assert!(owner.patch("/api/settings", policy).await.is_done());
    let wanted = json!({ "to": "(415) 555-0123", "phone": OWN_PHONE, "recordCall": true });
    let reply = owner.post("/api/calls/initiate", wanted).await;
    assert_eq!(
        (reply.status().as_str(), reply.text("callSid")),
        ("202 Accepted", "CA00000000000000000000000000000001")
    );
    let form = carrier.forms().remove(0);
    assert_eq!((field(&form, "To"), field(&form, "From")), (OWN_PHONE.to_owned(), "+12015550123".to_owned()));
    let mut call = acme.is_calling(reply.text("callSid"), OWN_PHONE);
    let status = field(&form, "StatusCallback");
    let ours = [("Direction", "outbound-api"), ("From", "+12015550123"), ("To", OWN_PHONE)];
    let told = |word: &'static str| [("CallStatus", word), ours[0], ours[1], ours[2]];
    assert_eq!(call.posts(&status, &told("ringing")).await.0, 204);
    call.follows(&field(&form, "Url"), &told("in-progress")).await;
    assert_eq!((call.hears().as_str(), call.rings()), ("This call is recorded. [ringing]", vec![CUSTOMER.to_owned()]));
    assert_eq!(call.attribute("Dial", "callerId").as_deref(), Some("+12015550123"));
    assert!(call.attribute("Dial", "record").is_some() && call.attribute("Number", "url").is_some(), "both are told");
    call.tells_of_leg("CA77", CUSTOMER, "in-progress", &[]).await;
    call.dialled("completed", "CA77").await;
    assert_eq!(call.posts(&status, &told("completed")).await.0, 204);
    hub.settles().await;
    let stored = newest(&owner).await;
    assert_eq!((&stored["direction"], &stored["outcome"]), (&json!("outbound"), &json!("answered")));
    assert_eq!(stored["rang"][0]["userId"], "usr_acme_owner");
    assert_eq!(owner.inbox().await[0]["inboundCount"], 0);
    assert_eq!(carrier.forms().len(), 1);
}

#[tokio::test]
async fn a_call_that_nobody_takes_or_that_the_carrier_refuses_says_so() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let owner = hub.acme().person("owner").await;
    for (wanted, status, code) in [
        (json!({ "to": "911" }), "400 Bad Request", "invalid_number"),
        (json!({ "to": CUSTOMER, "from": "+14155550199" }), "409 Conflict", "no_voice_number"),
        (json!({ "to": CUSTOMER, "phone": "x" }), "400 Bad Request", "invalid_number"),
    ] {
        let reply = owner.post("/api/calls/initiate", wanted).await;
        assert_eq!((reply.status().as_str(), reply.code()), (status, code));
    }
    assert_eq!(carrier.forms().len(), 0);
    carrier.makes_calls(Making::Refused);
    let reply = owner.post("/api/calls/initiate", json!({ "to": CUSTOMER })).await;
    assert_eq!((reply.status().as_str(), reply.code()), ("409 Conflict", "call_refused"));
    let stored = newest(&owner).await;
    let browser = format!("client:t_acme_u_usr_acme_owner?callId={}&own=true", stored["id"].as_str().expect("an id"));
    assert_eq!(field(&carrier.forms()[0], "To"), browser);
    assert_eq!((&stored["status"], &stored["outcome"]), (&json!("failed"), &json!("missed")));
    let viewer = hub.acme().person("viewer").await;
    assert_eq!(viewer.post("/api/calls/initiate", json!({ "to": CUSTOMER })).await.code(), "read_only");
    hub.settles().await;
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_nothing_is_dialled_twice() {
    let carrier = FakeCarrier::start().await;
    let hub = TestHub::with_carrier(&carrier).await;
    let owner = hub.acme().person("owner").await;
    for (making, status, has_sid) in [(Making::Lost, "ringing", true), (Making::Broken, "failed", false)] {
        carrier.makes_calls(making);
        let reply = owner.post("/api/calls/initiate", json!({ "to": CUSTOMER, "phone": OWN_PHONE })).await;
        assert_eq!((reply.status().as_str(), &reply.body["callSid"]), ("202 Accepted", &json!(null)), "{making:?}");
        hub.passes(SignedDuration::from_secs(100)).await;
        let stored = newest(&owner).await;
        assert_eq!((stored["status"].as_str(), stored["sid"].is_string()), (Some(status), has_sid), "{making:?}");
    }
    hub.passes(SignedDuration::from_mins(30)).await;
    assert_eq!(carrier.forms().len(), 2, "once each");
}
