//! A burst keeps to its sender's pace. The simulator's log is the judge, and the clock is set ahead.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream;
use hub_testkit::twilio::Fault;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tests::{PATIENCE, Person, TestHub};

const BURST: usize = 500;

fn customer(number: usize) -> String {
    format!("+1415555{:04}", 1000 + number)
}

async fn send_all(person: &Person<'_>, texts: impl IntoIterator<Item = (String, String)>) {
    let sends = texts.into_iter().map(async |(to, text)| person.sends(&to, &text).await.status());
    let statuses: Vec<String> = stream::iter(sends).buffered(8).collect().await;
    assert!(statuses.iter().all(|status| status == "202 Accepted"), "{statuses:?}");
}

/// The most that begins within a time, wherever the time begins. Sorts the times.
fn most_within(times: &mut [Timestamp], window: SignedDuration) -> usize {
    times.sort_unstable();
    let begins = times.iter().enumerate();
    begins.map(|(first, begin)| times[first..].partition_point(|at| *at < *begin + window)).max().unwrap_or_default()
}

/// In any time no more than a long code's pace lets out.
fn assert_pace(mut times: Vec<Timestamp>) {
    let most = [1, 10, 60].map(|seconds| most_within(&mut times, SignedDuration::from_secs(seconds)));
    println!("the most texts in 1, 10 and 60 seconds: {most:?}");
    assert!(most.into_iter().zip([1, 10, 60]).all(|(most, seconds)| most <= seconds), "{most:?}");
}

/// Waits until everything that can go now has gone.
async fn falls_asleep(hub: &TestHub) {
    let asleep = async {
        while hub.runner().asleep_until().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asleep).await.expect("nothing is left to do before a text's turn");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_keeps_to_the_pace_of_a_long_code_and_slows_nobody_else() {
    let hub = TestHub::paced().await;
    let (agent, stranger) = (hub.acme().person("agent").await, hub.globex().person("owner").await);
    // What becomes of the texts is another story.
    hub.twilio().arm(Fault::NoCallbacks, u32::MAX);
    let customers = BURST - 20;
    // The last twenty texts are second ones to the first twenty customers.
    let texts = (0..BURST).map(|number| (customer(number % customers), format!("Text {number}")));
    send_all(&agent, texts).await;

    falls_asleep(&hub).await;
    assert_eq!(hub.twilio().creates().len(), 1, "the others wait for their turns");
    let reply = stranger.sends("+14155550177", "Quick").await;
    assert_eq!(reply.status(), "202 Accepted");
    let quick = hub
        .twilio()
        .wait_until(PATIENCE, "the other tenant's text", |ledger| ledger.creates_to("+14155550177").count() == 1);
    quick.await.expect("it waits for nobody");
    assert_eq!(hub.twilio().creates().len(), 2, "the burst still waits");

    hub.outwaits_the_queue().await;
    hub.settles().await;
    let creates = hub.twilio().creates();
    let acmes: Vec<_> = creates.iter().filter(|create| create.from.as_deref() == Some("+12015550123")).collect();
    assert_eq!(acmes.len(), BURST, "each text once");
    assert_pace(acmes.iter().map(|create| create.created_at).collect());
    let mut threads: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for create in &acmes {
        let number = create.body.strip_prefix("Text ").and_then(|number| number.parse().ok()).expect("a number");
        threads.entry(&create.to).or_default().push(number);
    }
    assert!(threads.values().all(|numbers| numbers.is_sorted()), "in order in each conversation");
    let took = acmes[BURST - 1].created_at.duration_since(acmes[0].created_at);
    assert_eq!(took.as_secs(), 499, "no turn is wasted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retries_and_second_tasks_keep_to_the_pace_too() {
    let hub = TestHub::paced().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::TooManyRequests429, 10);
    send_all(&agent, (0..40).map(|number| (customer(number), "Hello".to_owned()))).await;
    // The sweep queues again what waits for its turn, as if no worker had taken it.
    let ports = hub.runner().hub().ports.clone();
    let far = ports.clock.now() + SignedDuration::from_hours(1);
    hub_core::flows::sweep::sweep(&ports, far).await.expect("swept");
    hub.outwaits_the_queue().await;
    hub.settles().await;
    assert_eq!(hub.twilio().creates().len(), 40);
    let tries = hub.twilio().requests().into_iter().filter(|request| request.is_create());
    let tries: Vec<Timestamp> = tries.map(|request| request.at).collect();
    assert_eq!(tries.len(), 50, "ten were refused");
    assert_pace(tries);
}

#[tokio::test]
async fn what_was_held_up_does_not_go_all_at_once() {
    let hub = TestHub::paced().await;
    let agent = hub.acme().person("agent").await;
    send_all(&agent, (0..30).map(|number| (customer(number), "Hello".to_owned()))).await;
    falls_asleep(&hub).await;
    // No worker runs for ten minutes; every turn has passed by then.
    hub.advance(SignedDuration::from_mins(10));
    hub.outwaits_the_queue().await;
    hub.settles().await;
    let times: Vec<Timestamp> = hub.twilio().creates().iter().map(|create| create.created_at).collect();
    assert_eq!(times.len(), 30);
    assert_pace(times);
}

#[tokio::test]
async fn a_text_takes_a_turn_for_each_of_its_segments_and_shows_when_it_goes() {
    let hub = TestHub::paced().await;
    let agent = hub.acme().person("agent").await;
    // One after the other: which of two that come at once goes first is open.
    send_all(&agent, [(customer(1), "x".repeat(400))]).await;
    hub.settles().await;
    send_all(&agent, [(customer(2), "Next".to_owned())]).await;
    falls_asleep(&hub).await;
    let waiting = agent.thread(&customer(2)).await.remove(0);
    assert_eq!(waiting["status"], "queued");
    let turn: Timestamp = waiting["turnAt"].as_str().expect("a time").parse().expect("a time");
    let first = hub.twilio().creates()[0].created_at;
    assert_eq!(turn.duration_since(first).as_secs(), 3, "a turn for each of three segments");
    hub.outwaits_the_queue().await;
    hub.settles().await;
    assert_eq!(agent.thread(&customer(2)).await[0]["turnAt"], json!(null));
}

#[tokio::test]
async fn an_owner_sets_a_numbers_pace() {
    let hub = TestHub::paced().await;
    let owner = hub.acme().person("owner").await;
    for (pace, expected) in [(json!(0), "400 Bad Request"), (json!("fast"), "400 Bad Request"), (json!(20), "200 OK")] {
        let reply = owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "pace": pace })).await;
        assert_eq!(reply.status(), expected, "{reply}");
    }
    send_all(&owner, (0..60).map(|number| (customer(number), "Hello".to_owned()))).await;
    hub.outwaits_the_queue().await;
    hub.settles().await;
    let creates = hub.twilio().creates();
    let took = creates[59].created_at.duration_since(creates[0].created_at);
    assert_eq!(took.as_millis(), 59 * 50, "20 a second");
}
