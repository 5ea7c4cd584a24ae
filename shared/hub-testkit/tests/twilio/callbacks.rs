//! Status callbacks: their fields, signature, order and retries.

use std::time::Duration;

use hub_testkit::twilio::{Chaos, DeliverTo, Fault, SimulatorConfig, WebhookKind, WebhookOutcome, sign};

use crate::support::{
    ACCOUNT, FakeHub, LIMIT, OURS, THEIRS, TOKEN, account, create, messages_url, post, simulator, start,
};

#[tokio::test]
async fn a_delivered_message_is_told_as_sent_and_delivered() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    let sid = create(&sim, Some(&hub)).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("delivered");

    assert_eq!(hub.statuses(), ["sent", "delivered"]);
    for told in hub.told() {
        for (key, value) in [
            ("MessageSid", sid.as_str()),
            ("SmsSid", &sid),
            ("AccountSid", ACCOUNT),
            ("From", OURS),
            ("To", THEIRS),
            ("ApiVersion", "2010-04-01"),
        ] {
            assert_eq!(told.param(key), Some(value), "{key}");
        }
        assert_eq!(told.param("SmsStatus"), told.param("MessageStatus"));
        assert_eq!(told.param("ErrorCode"), None);
        assert_eq!(told.header("content-type"), "application/x-www-form-urlencoded; charset=utf-8");
        assert_eq!(told.header("i-twilio-idempotency-token").len(), 36);
        let url = format!("{}{}", hub.base_url, told.path);
        assert_eq!(told.header("x-twilio-signature"), sign(TOKEN, &url, &told.params));
    }
    assert_eq!(sim.message(&sid).map(|m| m.status).as_deref(), Some("delivered"));
}

#[tokio::test]
async fn without_a_callback_url_the_message_still_arrives() {
    let sim = simulator().await;
    let sid = create(&sim, None).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("delivered");
    assert!(sim.webhooks().is_empty());
    assert_eq!(sim.look(|ledger| ledger.handset(THEIRS).map(|m| m.sid.clone()).collect::<Vec<_>>()), [sid]);
}

#[tokio::test]
async fn a_callback_that_fails_is_posted_once_more_with_the_same_token() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    hub.will_answer(503, "text/plain", "");
    hub.will_answer(200, "text/plain", "");
    hub.will_answer(404, "text/plain", "");
    let sid = create(&sim, Some(&hub)).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("told");

    assert_eq!(hub.statuses(), ["sent", "sent", "delivered"], "a 4xx is not tried again");
    let told = hub.told();
    let token = |index: usize| told[index].header("i-twilio-idempotency-token").to_owned();
    assert_eq!(token(0), token(1));
    assert_ne!(token(1), token(2));
    let attempts: Vec<_> = sim.callbacks(&sid).into_iter().map(|c| (c.attempt, c.outcome)).collect();
    let answered = WebhookOutcome::Answered;
    assert_eq!(attempts, [(1, answered(503)), (2, answered(200)), (1, answered(404))]);
}

#[tokio::test]
async fn nobody_listening_is_tried_as_often_as_the_override_says() {
    let sim = simulator().await;
    let gone = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        listener.local_addr().expect("an address")
    };
    let callback = format!("http://{gone}/status#rc=2");
    let params = [("To", THEIRS), ("From", OURS), ("Body", "x"), ("StatusCallback", &callback)];
    let sid = post(&messages_url(&sim), &params).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("given up");
    let attempts: Vec<_> = sim.callbacks(&sid).iter().map(|c| c.attempt).collect();
    assert_eq!(attempts, [1, 2, 3, 1, 2, 3]);
    assert!(sim.callbacks(&sid).iter().all(|c| matches!(c.outcome, WebhookOutcome::Failed(_))));
}

#[tokio::test]
async fn the_signature_is_over_the_public_url_wherever_it_is_delivered() {
    let hub = FakeHub::start().await;
    let mut config = SimulatorConfig::immediate().with_account(account());
    config.deliver_to =
        vec![DeliverTo { public_base: "https://hub.example.com".to_owned(), local_base: hub.base_url.clone() }];
    let sim = start(config).await;
    let callback = "https://hub.example.com/webhooks/status/msg_1?a=b";
    post(&messages_url(&sim), &[("To", THEIRS), ("From", OURS), ("Body", "x"), ("StatusCallback", callback)]).await;
    sim.settled(LIMIT).await.expect("told");
    let told = hub.told();
    assert_eq!(told[0].path, "/webhooks/status/msg_1?a=b");
    assert_eq!(told[0].header("host"), "hub.example.com");
    assert_eq!(told[0].header("x-twilio-signature"), sign(TOKEN, callback, &told[0].params));
}

#[tokio::test]
async fn callbacks_can_be_doubled_reordered_and_delayed() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    sim.arm(Fault::DuplicateCallbacks, 1);
    create(&sim, Some(&hub)).await;
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.statuses(), ["sent", "sent", "delivered", "delivered"]);

    let hub = FakeHub::start().await;
    sim.arm(Fault::ReorderedCallbacks, 1);
    create(&sim, Some(&hub)).await;
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.statuses(), ["delivered", "sent"]);

    let hub = FakeHub::start().await;
    sim.arm(Fault::DelayedCallbacks { delay_ms: 60_000 }, 1);
    let sid = create(&sim, Some(&hub)).await.text("sid").to_owned();
    sim.wait_until(LIMIT, "delivery", |ledger| ledger.message(&sid).is_some_and(|m| m.status == "delivered"))
        .await
        .expect("delivered");
    assert!(hub.told().is_empty(), "told a minute later");
}

#[tokio::test]
async fn a_seed_repeats_the_same_disorder() {
    let chaos = Chaos { reorder: 0.5, duplicate: 0.5, jitter: Duration::ZERO };
    let mut runs = vec![];
    for _ in 0..2 {
        let config = SimulatorConfig { seed: Some(7), chaos, ..SimulatorConfig::immediate() };
        let (sim, hub) = (start(config.with_account(account())).await, FakeHub::start().await);
        for _ in 0..6 {
            create(&sim, Some(&hub)).await;
            sim.settled(LIMIT).await.expect("told");
        }
        runs.push(hub.statuses());
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].len() > 12, "some are doubled: {:?}", runs[0]);
}

#[tokio::test]
async fn any_status_can_be_posted_by_hand() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    let sid = create(&sim, Some(&hub)).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("told");
    sim.post_status(&sid, "sending", None).await.expect("a known message");
    assert_eq!(hub.statuses(), ["sent", "delivered", "sending"]);
    assert_eq!(sim.callbacks(&sid).last().map(|c| c.kind), Some(WebhookKind::Status));
    assert!(sim.post_status("SM0", "sent", None).await.is_err());
}
