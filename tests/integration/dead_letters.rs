//! What the workers gave up on.

use hub_testkit::twilio::Fault;
use serde_json::json;
use tests::TestHub;

const CUSTOMER: &str = "+14155550123";

#[tokio::test]
async fn a_text_that_was_given_up_is_listed_and_goes_out_by_a_click() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    assert_eq!(owner.get("/api/dead-letters").await.body, json!({ "deadLetters": [], "nextCursor": null }));
    let letter = hub.gives_up_on(hub.acme(), CUSTOMER, "See you at nine").await;
    let message = &owner.thread(CUSTOMER).await[0];
    assert_eq!((&message["status"], &message["errorCode"]), (&json!("failed"), &json!("dead_letter")));
    let listed = owner.get("/api/dead-letters").await.body;
    assert_eq!(
        (&listed["deadLetters"][0]["messageId"], &listed["deadLetters"][0]["reason"]),
        (&message["id"], &message["errorMessage"])
    );
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 0);

    let path = format!("/api/dead-letters/{letter}/redrive");
    let clicks = futures_util::future::join_all((0..5).map(|_| owner.post(&path, json!({})))).await;
    assert_eq!(clicks.iter().filter(|click| click.is_done()).count(), 1, "five clicks at once are one");
    hub.settles().await;
    assert_eq!(owner.thread(CUSTOMER).await[0]["status"], "delivered");
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
    assert_eq!(owner.get("/api/dead-letters").await.body["deadLetters"], json!([]));
}

#[tokio::test]
async fn what_may_not_be_sent_any_more_is_not_sent_by_a_click() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let letter = hub.gives_up_on(hub.acme(), CUSTOMER, "See you at nine").await;
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    assert!(owner.post(&format!("/api/dead-letters/{letter}/redrive"), json!({})).await.is_done());
    hub.settles().await;
    let thread = owner.thread(CUSTOMER).await;
    let text = thread.iter().find(|message| message["direction"] == "outbound").expect("the text");
    assert_eq!((&text["status"], &text["errorCode"]), (&json!("blocked"), &json!("opted_out")));
    hub.twilio().sent_nothing_to(CUSTOMER);
}

#[tokio::test]
async fn what_a_worker_has_in_hand_is_not_given_up() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    hub.twilio().arm(Fault::AcceptThenCut, 1);
    hub.twilio().arm(Fault::NoCallbacks, 1);
    let id = owner.sends(CUSTOMER, "On my way").await.text("messageId").to_owned();
    hub.settles().await;
    let task = json!({ "version": 1, "tenantId": "acme", "messageId": id, "attempt": 1 });
    let event = json!({ "Records": [{ "messageId": "1", "body": task.to_string() }] });
    let worker = hub.runner().route("bury-dead-letters").expect("a worker");
    worker.invoke(hub.runner().hub(), &event.to_string()).await.expect("done");
    assert_eq!(owner.thread(CUSTOMER).await[0]["status"], "uncertain");
    assert_eq!(owner.get("/api/dead-letters").await.body["deadLetters"], json!([]));
}

#[tokio::test]
async fn a_task_that_names_nothing_comes_again_until_the_queue_sets_it_aside() {
    let hub = TestHub::start().await;
    let worker = hub.runner().route("bury-dead-letters").expect("a worker");
    let event = json!({ "Records": [{ "messageId": "7", "body": "{}" }] });
    let answer = worker.invoke(hub.runner().hub(), &event.to_string()).await.expect("an answer");
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "7" }] }));
}
