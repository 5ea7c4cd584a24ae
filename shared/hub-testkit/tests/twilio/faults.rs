//! Faults on demand, each as a client meets it.

use std::time::Duration;

use hub_testkit::twilio::{Fault, RequestOutcome, SimulatorConfig};

use crate::support::{
    FakeHub, LIMIT, OURS, THEIRS, account, create, get, messages_url, post, simulator, start, try_post,
};

const TEXT: [(&str, &str); 3] = [("To", THEIRS), ("From", OURS), ("Body", "Hello")];

#[tokio::test]
async fn an_error_answer_accepts_nothing_and_then_passes() {
    for (fault, expected) in [
        (Fault::TooManyRequests429, (429, 20429)),
        (Fault::ServerError500, (500, 20500)),
        (Fault::OptedOut21610, (400, 21610)),
    ] {
        let sim = simulator().await;
        sim.arm(fault, 2);
        for _ in 0..2 {
            assert_eq!(create(&sim, None).await.refusal(), expected);
        }
        assert!(sim.creates().is_empty());
        assert_eq!(create(&sim, None).await.status, 201);
    }
}

#[tokio::test]
async fn a_cut_after_acceptance_leaves_the_message_on_its_way() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    sim.arm(Fault::AcceptThenCut, 1);
    let callback = format!("{}/status", hub.base_url);
    let [to, from, body] = TEXT;
    let result = try_post(&messages_url(&sim), &[to, from, body, ("StatusCallback", &callback)], LIMIT).await;

    let error = result.err().expect("no answer");
    assert!(error.is_request() && !error.is_timeout() && error.status().is_none(), "{error:?}");
    sim.settled(LIMIT).await.expect("delivered");
    assert_eq!(hub.statuses(), ["sent", "delivered"]);
    assert_eq!(sim.requests().first().map(|r| r.outcome), Some(RequestOutcome::AcceptedThenCut));
    let listed = get(&format!("{}?To=%2B14155550100", messages_url(&sim))).await;
    assert_eq!(listed.json["messages"].as_array().map(Vec::len), Some(1), "a reconciling client finds it");
}

#[tokio::test]
async fn a_connection_refused_before_acceptance_leaves_nothing() {
    let sim = simulator().await;
    sim.arm(Fault::RefuseBeforeAccept, 1);
    assert!(try_post(&messages_url(&sim), &TEXT, LIMIT).await.is_err());
    assert!(sim.creates().is_empty());
    assert_eq!(sim.requests().first().map(|r| r.outcome), Some(RequestOutcome::Refused));
    assert_eq!(create(&sim, None).await.status, 201);
}

#[tokio::test]
async fn a_timeout_after_acceptance_leaves_the_message_on_its_way() {
    let sim = simulator().await;
    sim.arm(Fault::AcceptThenTimeout, 1);
    let error = try_post(&messages_url(&sim), &TEXT, Duration::from_millis(200)).await.err().expect("no answer");
    assert!(error.is_timeout(), "{error:?}");
    sim.settled(LIMIT).await.expect("delivered");
    assert_eq!(sim.creates_to(THEIRS).len(), 1);
}

#[tokio::test]
async fn a_hanging_request_ends_at_its_bound() {
    let config = SimulatorConfig { hang_limit: Duration::ZERO, ..SimulatorConfig::immediate() };
    let sim = start(config.with_account(account())).await;
    sim.arm(Fault::AcceptThenTimeout, 1);
    let error = try_post(&messages_url(&sim), &TEXT, LIMIT).await.err().expect("no answer");
    assert!(!error.is_timeout(), "the simulator closed first: {error:?}");
}

#[tokio::test]
async fn a_carrier_that_gives_up_is_told_with_its_code() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    sim.arm(Fault::Undelivered { error_code: 30003 }, 1);
    let sid = create(&sim, Some(&hub)).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.statuses(), ["sent", "undelivered"]);
    assert_eq!(hub.told()[1].param("ErrorCode"), Some("30003"));
    assert_eq!(sim.message(&sid).and_then(|m| m.error_code), Some(30003));
    assert_eq!(sim.look(|ledger| ledger.handset(THEIRS).count()), 0, "the handset never shows it");
}

#[tokio::test]
async fn a_status_nobody_knows_is_told_as_it_is() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    sim.arm(Fault::UnknownStatus("pondering".to_owned()), 1);
    create(&sim, Some(&hub)).await;
    sim.settled(LIMIT).await.expect("told");
    assert_eq!(hub.statuses(), ["sent", "pondering"]);
}

#[tokio::test]
async fn silence_leaves_the_message_queued() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    sim.arm(Fault::NoCallbacks, 1);
    let sid = create(&sim, Some(&hub)).await.text("sid").to_owned();
    sim.settled(LIMIT).await.expect("nothing to do");
    assert!(hub.told().is_empty());
    assert_eq!(sim.message(&sid).map(|m| m.status).as_deref(), Some("queued"));
}

#[tokio::test]
async fn a_fault_waits_for_its_number_and_for_a_valid_create() {
    let sim = simulator().await;
    sim.arm_for("+14155550199", Fault::ServerError500, 1);
    assert_eq!(create(&sim, None).await.status, 201, "another number");
    let other = [("To", "+14155550199"), ("From", OURS)];
    assert_eq!(post(&messages_url(&sim), &other).await.refusal(), (400, 21602), "refused anyway");
    let other = [("To", "+14155550199"), ("From", OURS), ("Body", "x")];
    assert_eq!(post(&messages_url(&sim), &other).await.refusal(), (500, 20500));
    sim.arm(Fault::ServerError500, 1);
    sim.clear_faults();
    assert_eq!(create(&sim, None).await.status, 201);
}
