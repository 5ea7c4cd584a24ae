//! Messaging Services: their resource, their pools, and where the texts of a pooled number go.

use hub_testkit::twilio::TwilioSimulator;
use serde_json::json;

use crate::support::{
    ACCOUNT, FakeHub, LIMIT, OURS, Reply, THEIRS, buy, delete, get, messages_url, number_url, numbers_url, post,
    simulator,
};

fn services_url(sim: &TwilioSimulator) -> String {
    format!("{}/v1/Services", sim.base_url())
}

fn pool_url(sim: &TwilioSimulator, service: &str) -> String {
    format!("{}/{service}/PhoneNumbers", services_url(sim))
}

async fn service(sim: &TwilioSimulator, name: &str) -> String {
    let made = post(&services_url(sim), &[("FriendlyName", name)]).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.text("sid").to_owned()
}

async fn number_sid(sim: &TwilioSimulator, number: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("PhoneNumber", number).finish();
    let listed = get(&format!("{}?{query}", numbers_url(sim))).await;
    listed.json["incoming_phone_numbers"][0]["sid"].as_str().expect("a SID").to_owned()
}

async fn pool(sim: &TwilioSimulator, service: &str, number: &str) -> Reply {
    let sid = number_sid(sim, number).await;
    post(&pool_url(sim, service), &[("PhoneNumberSid", &sid)]).await
}

#[tokio::test]
async fn a_service_is_made_changed_and_listed() {
    let sim = simulator().await;
    let made = post(&services_url(&sim), &[("FriendlyName", "Reminders")]).await;
    let sid = made.text("sid").to_owned();
    assert!(made.status == 201 && sid.starts_with("MG") && sid.len() == 34);
    for (key, value) in [
        ("account_sid", json!(ACCOUNT)),
        ("friendly_name", json!("Reminders")),
        ("inbound_request_url", json!(null)),
        ("inbound_method", json!("POST")),
        ("fallback_url", json!(null)),
        ("status_callback", json!(null)),
        ("use_inbound_webhook_on_number", json!(false)),
    ] {
        assert_eq!(made.json[key], value, "{key}");
    }
    assert!(made.text("date_created").ends_with('Z'));
    let one = format!("{}/{sid}", services_url(&sim));
    assert_eq!(made.text("url"), one);
    let params = [("InboundRequestUrl", "https://hub.example.com/in"), ("UseInboundWebhookOnNumber", "true")];
    assert_eq!(post(&one, &params).await.status, 200);
    let shown = get(&one).await;
    assert_eq!(shown.text("inbound_request_url"), "https://hub.example.com/in");
    assert_eq!(shown.json["use_inbound_webhook_on_number"], true);
    assert_eq!(post(&one, &[("InboundMethod", "PUT")]).await.refusal(), (400, 20001));
    assert_eq!(post(&services_url(&sim), &[]).await.refusal(), (400, 20001), "it needs a name");
    assert_eq!(get(&format!("{}/MG0", services_url(&sim))).await.refusal(), (404, 20404));

    service(&sim, "Second").await;
    let listed = get(&format!("{}?PageSize=1", services_url(&sim))).await;
    assert_eq!(listed.json["meta"]["key"], "services");
    assert_eq!(listed.json["services"][0]["friendly_name"], "Second");
    let next = listed.json["meta"]["next_page_url"].as_str().expect("a whole URL").to_owned();
    let last = get(&next).await;
    assert_eq!(last.json["services"][0]["sid"], sid);
    assert!(last.json["meta"]["next_page_url"].is_null());
}

#[tokio::test]
async fn numbers_join_and_leave_a_pool() {
    let sim = simulator().await;
    let (first, second) = (service(&sim, "First").await, service(&sim, "Second").await);
    let joined = pool(&sim, &first, OURS).await;
    assert_eq!((joined.status, joined.text("phone_number")), (201, OURS));
    assert_eq!(joined.json["capabilities"], json!(["MMS", "SMS", "Voice"]));
    assert_eq!(joined.text("service_sid"), first);
    let sid = joined.text("sid").to_owned();

    assert_eq!(pool(&sim, &first, OURS).await.refusal(), (409, 21710));
    assert_eq!(pool(&sim, &second, OURS).await.refusal(), (409, 21712));
    assert_eq!(post(&pool_url(&sim, &first), &[("PhoneNumberSid", "PN0")]).await.refusal(), (400, 21421));
    let listed = get(&pool_url(&sim, &first)).await;
    assert_eq!(listed.json["meta"]["key"], "phone_numbers");
    assert!(listed.json["meta"]["next_page_url"].is_null());
    assert_eq!(listed.json["phone_numbers"][0]["sid"], sid);
    assert_eq!(get(&format!("{}/{sid}", pool_url(&sim, &first))).await.status, 200);
    assert_eq!(sim.owned(OURS).and_then(|owned| owned.service_sid), Some(first.clone()));

    assert_eq!(delete(&format!("{}/{sid}", pool_url(&sim, &first))).await.status, 204);
    assert_eq!(delete(&format!("{}/{sid}", pool_url(&sim, &first))).await.refusal(), (404, 20404));
    assert!(sim.owned(OURS).is_some_and(|owned| owned.service_sid.is_none()), "the account keeps it");
    assert_eq!(get(&pool_url(&sim, &first)).await.json["phone_numbers"], json!([]));
}

#[tokio::test]
async fn a_service_takes_the_texts_of_its_numbers() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    sim.set_sms_url(OURS, format!("{}/number", hub.base_url)).expect("a known number");
    let sid = service(&sim, "First").await;
    let one = format!("{}/{sid}", services_url(&sim));
    pool(&sim, &sid, OURS).await;

    let dropped = sim.send_inbound(THEIRS, OURS, "1").await.expect("a known number");
    assert!(dropped.sid.is_empty() && dropped.problems.len() == 1);
    assert!(sim.look(|ledger| ledger.messages().is_empty()), "a service without a URL does not even log it");

    post(&one, &[("UseInboundWebhookOnNumber", "true")]).await;
    sim.send_inbound(THEIRS, OURS, "2").await.expect("a known number");
    let url = format!("{}/service", hub.base_url);
    post(&one, &[("UseInboundWebhookOnNumber", "false"), ("InboundRequestUrl", &url)]).await;
    sim.send_inbound(THEIRS, OURS, "3").await.expect("a known number");
    post(&one, &[("InboundMethod", "GET")]).await;
    sim.send_inbound(THEIRS, OURS, "4").await.expect("a known number");
    sim.leave_service(OURS).expect("a known number");
    sim.send_inbound(THEIRS, OURS, "5").await.expect("a known number");

    let told = hub.told();
    let heard: Vec<_> = told.iter().map(|t| t.path.split('?').next().unwrap_or_default()).collect();
    assert_eq!(heard, ["/number", "/service", "/service", "/number"]);
    assert_eq!(told[0].param("MessagingServiceSid"), Some(sid.as_str()));
    assert_eq!(told[2].method, "GET");
    assert_eq!(told[3].param("MessagingServiceSid"), None);
}

#[tokio::test]
async fn a_released_number_leaves_its_pool_and_a_pool_tells_of_its_texts() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    let sid = service(&sim, "First").await;
    buy(&sim, "+12015550150").await;
    pool(&sim, &sid, "+12015550150").await;
    let status = format!("{}/status", hub.base_url);
    post(&format!("{}/{sid}", services_url(&sim)), &[("StatusCallback", &status)]).await;
    let by_service = [("To", THEIRS), ("MessagingServiceSid", sid.as_str()), ("Body", "Hi")];
    assert_eq!(post(&messages_url(&sim), &by_service).await.status, 201);
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.statuses(), ["sent", "delivered"]);

    let number = number_sid(&sim, "+12015550150").await;
    assert_eq!(delete(&number_url(&sim, &number)).await.status, 204);
    assert_eq!(post(&messages_url(&sim), &by_service).await.refusal(), (400, 21703));
}
