//! What a person (or a browser test) does to accounts and numbers under `/_dev/`.

use hub_testkit::twilio::TwilioSimulator;
use serde_json::json;

use crate::support::{
    ACCOUNT, FakeHub, OURS, Reply, THEIRS, TOKEN, buy, get, get_as, messages_url, post_json, simulator,
};

async fn dev(sim: &TwilioSimulator, path: &str, body: &serde_json::Value) -> Reply {
    post_json(&format!("{}/_dev/{path}", sim.base_url()), body).await
}

#[tokio::test]
async fn a_token_is_rotated_over_http() {
    let sim = simulator().await;
    let rotated = dev(&sim, &format!("accounts/{ACCOUNT}/rotate"), &json!({})).await;
    let token = rotated.text("auth_token").to_owned();
    assert_eq!(get_as((ACCOUNT, TOKEN), &messages_url(&sim)).await.status, 401);
    assert_eq!(get_as((ACCOUNT, &token), &messages_url(&sim)).await.status, 200);
    assert_eq!(dev(&sim, "accounts/AC9/rotate", &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_number_is_broken_and_mended_over_http() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    let url = format!("{}/inbound", hub.base_url);
    let path = format!("numbers/{OURS}");
    let set = dev(&sim, &path, &json!({"sms_url": url, "voice_url": "https://elsewhere.example.com/"})).await;
    assert_eq!((set.text("sms_url"), set.text("voice_url")), (url.as_str(), "https://elsewhere.example.com/"));
    assert_eq!((set.text("number"), set.text("account_sid")), (OURS, ACCOUNT));
    sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
    assert_eq!(hub.told().len(), 1);

    assert_eq!(dev(&sim, &path, &json!({"sms_url": null})).await.text("sms_url"), "");
    assert_eq!(get(&format!("{}/_dev/{path}", sim.base_url())).await.text("sms_url"), "");
    for (body, word) in [(json!({"sms_url": "x"}), "sms_url"), (json!({"colour": "red"}), "colour")] {
        let refused = dev(&sim, &path, &body).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text("error").contains(word));
    }
    assert_eq!(dev(&sim, "numbers/%2B12015559999", &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_number_is_put_into_a_service_over_http() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    sim.set_sms_url(OURS, format!("{}/inbound", hub.base_url)).expect("a known number");
    let path = format!("numbers/{OURS}/service");
    let moved = dev(&sim, &path, &json!({"sid": "MG00000000000000000000000000000009"})).await;
    assert_eq!(moved.text("service_sid"), "MG00000000000000000000000000000009", "made for the purpose");
    sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
    assert!(hub.told().is_empty());
    let listening = get(&format!("{}/_dev/phone/numbers", sim.base_url())).await;
    assert_eq!(listening.json["numbers"][0]["listening"], false);

    assert!(dev(&sim, &path, &json!({"sid": null})).await.json["service_sid"].is_null());
    sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
    assert_eq!(hub.told().len(), 1);
}

#[tokio::test]
async fn purchases_and_their_faults_are_seen_over_http() {
    let sim = simulator().await;
    let armed = dev(&sim, "faults", &json!({"fault": "purchase_server_error_500", "to": "+12015550150"})).await;
    assert_eq!(armed.status, 201);
    assert_eq!(buy(&sim, "+12015550150").await.status, 500);
    assert_eq!(buy(&sim, "+12015550150").await.status, 201);
    let seen = get(&format!("{}/_dev/purchases", sim.base_url())).await;
    let rows = seen.json["purchases"].as_array().expect("purchases");
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["account_sid"], &rows[0]["number"]), (&json!(ACCOUNT), &json!("+12015550150")));
    assert!(rows[0]["at"].is_string());
}
