//! One message: fetch, cancel, redact, delete; and what is not there.

use hub_testkit::twilio::{Fault, MessagingService, SimulatorConfig, TwilioSimulator};

use crate::support::{
    ACCOUNT, FakeHub, LIMIT, OURS, Reply, THEIRS, TOKEN, account, client, create, get, message_url, messages_url, post,
    read, simulator, start,
};

async fn delete(sim: &TwilioSimulator, sid: &str) -> Reply {
    let request = client().delete(message_url(sim, sid)).basic_auth(ACCOUNT, Some(TOKEN));
    read(request.send().await.expect("an answer")).await
}

#[tokio::test]
async fn a_message_can_be_fetched() {
    let sim = simulator().await;
    let sid = create(&sim, None).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("delivered");
    let reply = get(&message_url(&sim, &sid)).await;
    assert_eq!((reply.status, reply.text("status"), reply.text("body")), (200, "delivered", "Hello"));
    assert!(reply.json["date_sent"].is_string());
}

#[tokio::test]
async fn what_is_not_there_is_20404() {
    let sim = simulator().await;
    for url in [
        message_url(&sim, "SM00000000000000000000000000000000"),
        format!("{}/2010-04-01/Accounts/{ACCOUNT}/Nothing.json", sim.base_url()),
        format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1", sim.base_url()),
    ] {
        assert_eq!(get(&url).await.refusal(), (404, 20404), "{url}");
    }
    let account = get(&format!("{}/2010-04-01/Accounts/{ACCOUNT}.json", sim.base_url())).await;
    assert_eq!((account.status, account.text("status")), (200, "active"));
}

#[tokio::test]
async fn a_finished_message_can_be_redacted_and_deleted() {
    let sim = simulator().await;
    let sid = create(&sim, None).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("delivered");

    let redacted = post(&message_url(&sim, &sid), &[("Body", "")]).await;
    assert_eq!((redacted.status, redacted.text("body")), (200, ""));
    assert_eq!(post(&message_url(&sim, &sid), &[("Body", "other")]).await.refusal(), (400, 30400));
    assert_eq!(post(&message_url(&sim, &sid), &[("Status", "canceled")]).await.refusal(), (409, 30409));

    assert_eq!(delete(&sim, &sid).await.status, 204);
    assert_eq!(get(&message_url(&sim, &sid)).await.refusal(), (404, 20404));
    let listed = get(&messages_url(&sim)).await;
    assert_eq!(listed.json["messages"], serde_json::json!([]));
    assert_eq!(sim.creates().len(), 1, "the record keeps it");
}

#[tokio::test]
async fn an_unfinished_message_cannot_be_deleted() {
    let sim = simulator().await;
    sim.arm(Fault::NoCallbacks, 1);
    let sid = create(&sim, None).await.text("sid").to_owned();
    assert_eq!(delete(&sim, &sid).await.refusal(), (409, 20009));
}

#[tokio::test]
async fn a_scheduled_message_waits_and_can_be_canceled() {
    let service = MessagingService::new("MG1").with_sender(OURS);
    let sim = start(SimulatorConfig::immediate().with_account(account().with_service(service))).await;
    let hub = FakeHub::start().await;
    let callback = format!("{}/status", hub.base_url);
    let params = [
        ("To", THEIRS),
        ("MessagingServiceSid", "MG1"),
        ("Body", "Later"),
        ("ScheduleType", "fixed"),
        ("SendAt", "2099-01-01T00:00:00Z"),
        ("StatusCallback", &callback),
    ];
    let created = post(&messages_url(&sim), &params).await;
    assert_eq!((created.status, created.text("status")), (201, "scheduled"));

    let canceled = post(&message_url(&sim, created.text("sid")), &[("Status", "canceled")]).await;
    assert_eq!((canceled.status, canceled.text("status")), (200, "canceled"));
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.statuses(), ["canceled"]);
}
