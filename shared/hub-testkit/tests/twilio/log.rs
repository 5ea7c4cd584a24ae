//! The evidence: requests, and what a test may ask of them.

use hub_testkit::twilio::RequestOutcome;

use crate::support::{OURS, THEIRS, create, messages_url, post, simulator};

#[tokio::test]
async fn every_request_is_in_the_log() {
    let sim = simulator().await;
    create(&sim, None).await;
    post(&messages_url(&sim), &[("From", OURS)]).await;
    let outcomes: Vec<_> = sim.requests().iter().map(|r| (r.method.clone(), r.is_create(), r.outcome)).collect();
    let answered = |status, code| RequestOutcome::Answered { status, code };
    let expected =
        [("POST".to_owned(), true, answered(201, None)), ("POST".to_owned(), true, answered(400, Some(21604)))];
    assert_eq!(outcomes, expected);
}

#[tokio::test]
async fn sent_nothing_to_tells_what_was_sent() {
    let sim = simulator().await;
    sim.sent_nothing_to(THEIRS);
    create(&sim, None).await;
    sim.sent_nothing_to("+14155550199");
    let state = sim.state();
    let panic = tokio::spawn(async move { state.sent_nothing_to(THEIRS) }).await.expect_err("it was sent");
    let panic = panic.into_panic();
    let words = panic.downcast_ref::<String>().expect("words");
    assert!(words.contains(THEIRS) && words.contains("create at"), "{words}");
}
