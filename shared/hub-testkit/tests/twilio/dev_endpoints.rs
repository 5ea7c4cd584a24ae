//! The endpoints under `/_dev/`.

use hub_testkit::twilio::TwilioSimulator;
use serde_json::{Value, json};

use crate::support::{self, FakeHub, LIMIT, OURS, Reply, THEIRS, client, create, get, simulator};

async fn post_json(sim: &TwilioSimulator, path: &str, body: &Value) -> Reply {
    support::post_json(&format!("{}{path}", sim.base_url()), body).await
}

#[tokio::test]
async fn the_page_and_its_parts_are_served() {
    let sim = simulator().await;
    for (path, kind) in
        [("/_dev/phone", "text/html"), ("/_dev/phone.js", "text/javascript"), ("/_dev/phone.css", "text/css")]
    {
        let response = client().get(format!("{}{path}", sim.base_url())).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        let header = response.headers()["content-type"].to_str().expect("text").to_owned();
        assert!(header.starts_with(kind), "{path}: {header}");
        assert!(response.text().await.expect("text").len() > 200, "{path}");
    }
}

#[tokio::test]
async fn a_person_texts_the_hub_and_reads_its_answer() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    sim.set_sms_url(OURS, format!("{}/inbound", hub.base_url)).expect("a known number");
    hub.will_answer(200, "text/xml", "<Response><Message>Hello yourself</Message></Response>");
    let numbers = get(&format!("{}/_dev/phone/numbers", sim.base_url())).await;
    assert_eq!(numbers.json["numbers"][0]["number"], OURS);
    assert_eq!(numbers.json["numbers"][0]["label"], "Front desk");

    let sent = post_json(&sim, "/_dev/phone/send", &json!({"from": THEIRS, "to": OURS, "body": "Hello"})).await;
    assert_eq!((sent.status, &sent.json["status"]), (200, &json!(200)), "{}", sent.json);
    create(&sim, None).await;
    sim.settled(LIMIT).await.expect("delivered");

    let shown = get(&format!("{}/_dev/phone/messages?number=%2B14155550100", sim.base_url())).await;
    let bubbles: Vec<_> = shown.json["messages"].as_array().expect("messages").iter().collect();
    let texts: Vec<_> = bubbles.iter().map(|m| (m["mine"].as_bool(), m["body"].as_str())).collect();
    assert_eq!(
        texts,
        [(Some(true), Some("Hello")), (Some(false), Some("Hello yourself")), (Some(false), Some("Hello"))]
    );
    assert!(bubbles.iter().all(|m| m["hub_number"] == OURS));
}

#[tokio::test]
async fn a_text_that_cannot_be_sent_is_refused_in_words() {
    let sim = simulator().await;
    let nowhere = json!({"from": THEIRS, "to": "+12025550100", "body": "Hello"});
    let refused = post_json(&sim, "/_dev/phone/send", &nowhere).await;
    assert_eq!(refused.status, 404);
    assert!(refused.text("error").contains("+12025550100"));
    let empty = post_json(&sim, "/_dev/phone/send", &json!({"from": "", "to": OURS, "body": "x"})).await;
    assert_eq!(empty.status, 400);
}

#[tokio::test]
async fn faults_are_armed_and_cleared_over_http() {
    let sim = simulator().await;
    let armed = post_json(&sim, "/_dev/faults", &json!({"fault": "server_error_500", "count": 2})).await;
    assert_eq!(armed.status, 201);
    let undelivered = json!({"fault": {"undelivered": {"error_code": 30003}}, "to": THEIRS});
    post_json(&sim, "/_dev/faults", &undelivered).await;
    let listed = get(&format!("{}/_dev/faults", sim.base_url())).await;
    assert_eq!(
        listed.json["faults"][1],
        json!({"fault": {"undelivered": {"error_code": 30003}}, "count": 1, "to": THEIRS})
    );
    assert_eq!(create(&sim, None).await.refusal(), (500, 20500));

    let cleared = client().delete(format!("{}/_dev/faults", sim.base_url())).send().await.expect("an answer");
    assert_eq!(cleared.status(), 204);
    assert_eq!(create(&sim, None).await.status, 201);
    let log = get(&format!("{}/_dev/requests", sim.base_url())).await;
    let outcomes: Vec<_> = log.json["requests"].as_array().expect("requests").iter().map(|r| &r["outcome"]).collect();
    assert_eq!(outcomes[0]["answered"]["code"], 20500);
    assert_eq!(outcomes[1]["answered"]["status"], 201);
}

#[tokio::test]
async fn a_change_is_announced_to_the_page() {
    let sim = simulator().await;
    let mut stream = client().get(format!("{}/_dev/phone/events", sim.base_url())).send().await.expect("a stream");
    assert!(stream.headers()["content-type"].to_str().expect("text").starts_with("text/event-stream"));
    let first = stream.chunk().await.expect("open").expect("an event");
    assert!(String::from_utf8_lossy(&first).contains("event: changed"));
    create(&sim, None).await;
    let next = stream.chunk().await.expect("open").expect("an event");
    assert!(String::from_utf8_lossy(&next).contains("event: changed"));
}
