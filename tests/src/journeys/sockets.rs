//! Windows that go and come back.

use serde_json::{Value, json};

use super::{Organisation, Place, until};

const CUSTOMER: &str = "+14155550127";
/// A socket that the gateway does not have.
const GONE: &str = "R09ORSBTT0NLRVQ=";

/// A socket that ended without a goodbye is forgotten with the next push; the others hear it.
pub async fn is_gone(place: &dyn Place, ours: &Organisation<'_>) {
    let mut window = ours.owner.listens().await;
    let ticket = ours.owner.post("/api/ws-ticket", json!({})).await;
    let connect = json!({
        "requestContext": {
            "apiId": "f6g7h8i9j0", "connectionId": GONE, "eventType": "CONNECT", "messageDirection": "IN",
            "requestId": "1", "routeKey": "$connect", "stage": "live", "connectedAt": 1_789_999_999_000_u64,
            "requestTimeEpoch": 1_789_999_999_000_u64, "domainName": "f6g7h8i9j0.execute-api.us-east-1.amazonaws.com",
            "identity": { "sourceIp": "198.51.100.7", "userAgent": "Mozilla/5.0" },
        },
        "headers": {}, "multiValueHeaders": {},
        "queryStringParameters": { "ticket": ticket.text("ticket") },
        "multiValueQueryStringParameters": { "ticket": [ticket.text("ticket")] },
        "isBase64Encoded": false,
    });
    let opened = place.invoke("live-connect", &connect).await;
    assert_eq!(opened["statusCode"], 200, "{opened}");
    assert!(place.stored().await.contains(GONE), "the socket is known");
    ours.receives(place, CUSTOMER, "Who hears this?").await;
    window.until(|event| event["type"] == "new_message").await;
    until("end of the socket", async || (!place.stored().await.contains(GONE)).then_some(())).await;
}

/// A window that comes back asks for what it missed.
pub async fn catches_up(place: &dyn Place, ours: &Organisation<'_>) {
    let seen = ours.owner.get("/api/sync").await.body["seq"].as_u64().unwrap_or_default();
    ours.receives(place, CUSTOMER, "While you were away").await;
    let missed = until("missed text", async || {
        let page = ours.owner.get(&format!("/api/sync?after={seen}")).await;
        let events = page.body["events"].as_array().cloned().unwrap_or_default();
        let is_it = |event: &Value| event["data"]["message"]["body"] == "While you were away";
        events.iter().any(is_it).then_some(events)
    })
    .await;
    let numbers: Vec<u64> = missed.iter().filter_map(|event| event["seq"].as_u64()).collect();
    assert_eq!(numbers, (seen + 1..).take(missed.len()).collect::<Vec<_>>(), "without a gap");
    let mut window = ours.owner.listens().await;
    window.says(&json!({ "ping": true })).await;
    assert_eq!(window.frame_with("pong").await["pong"], true);
}
