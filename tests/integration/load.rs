//! Much at once, with everything that may go wrong on the way.

use std::collections::BTreeMap;

use hub_dev::load::growth::at_size;
use hub_testkit::twilio::Fault;
use serde_json::Value;
use tests::{Person, TestHub};

const SENDS: usize = 500;
const CUSTOMERS: usize = 50;

fn customer(number: usize) -> String {
    format!("+1415555{:04}", 100 + number)
}

/// What a browser knows: it applies events by version, and asks for what it missed.
#[derive(Default)]
struct Window {
    seq: u64,
    messages: BTreeMap<String, Value>,
}

impl Window {
    fn apply(&mut self, events: &[Value]) {
        for event in events {
            let seq = event["seq"].as_u64().expect("a number");
            if seq <= self.seq {
                continue;
            }
            assert_eq!(seq, self.seq + 1, "events come without a gap");
            self.seq = seq;
            let message = &event["data"]["message"];
            if let Some(id) = message["id"].as_str() {
                self.messages.insert(id.to_owned(), message.clone());
            }
        }
    }

    async fn catch_up(&mut self, person: &Person<'_>) {
        loop {
            let page = person.get(&format!("/api/sync?after={}", self.seq)).await;
            self.apply(page.body["events"].as_array().expect("events"));
            if page.body["hasMore"] == false {
                return;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_sends_with_callbacks_in_disorder_end_delivered_once_each() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let count = u32::try_from(SENDS).expect("a small number");
    hub.twilio().arm(Fault::DuplicateCallbacks, count);
    hub.twilio().arm(Fault::ReorderedCallbacks, count);

    let send =
        async |number: usize| agent.sends(&customer(number % CUSTOMERS), &format!("Message {number}")).await.status();
    let (done, mut is_done) = tokio::sync::watch::channel(false);
    let sending = async {
        for batch in (0..SENDS).collect::<Vec<_>>().chunks(20) {
            let statuses = futures_util::future::join_all(batch.iter().map(|number| send(*number))).await;
            assert!(statuses.iter().all(|status| status == "202 Accepted"));
        }
        done.send(true).expect("the window listens");
    };
    // A window whose socket is cut again and again while it listens.
    let watching = async {
        let mut window = Window::default();
        for lifetime in [1, 3, 7, 2, 20, 5, 40, 11].into_iter().cycle() {
            let mut socket = agent.listens().await;
            window.catch_up(&agent).await;
            for _ in 0..lifetime {
                let events = tokio::select! {
                    events = socket.next() => events.expect("an open socket"),
                    _ = is_done.wait_for(|is_done| *is_done) => return window,
                };
                let is_gap = events[0]["seq"].as_u64().expect("a number") > window.seq + 1;
                if is_gap {
                    window.catch_up(&agent).await;
                }
                window.apply(&events);
            }
        }
        window
    };
    let ((), mut window) = tokio::join!(sending, watching);
    hub.settles().await;
    window.catch_up(&agent).await;

    assert_eq!(hub.twilio().creates().len(), SENDS, "one carrier create each");
    let mut stored = BTreeMap::new();
    for number in 0..CUSTOMERS {
        let thread = agent.thread(&customer(number)).await;
        for message in thread {
            assert_eq!(message["status"], "delivered", "{message}");
            stored.insert(message["id"].as_str().expect("an id").to_owned(), message);
        }
    }
    assert_eq!(stored.len(), SENDS);
    let shown = |messages: &BTreeMap<String, Value>| -> Vec<(String, Value)> {
        messages.iter().map(|(id, message)| (id.clone(), message["status"].clone())).collect()
    };
    assert_eq!(shown(&window.messages), shown(&stored), "the window shows what the server has");
}

/// The size of `cargo dev load` in small: what a text costs does not depend on how much is stored, and what a look costs
/// is bounded by its page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_costs_the_same_at_a_tenth_of_the_size_and_at_all_of_it_and_none_is_lost() {
    let plan = hub_dev::load::Plan { messages: 400, conversations: 80 };
    let report = hub_dev::load::run(plan, |_| {}).await.expect("a load");
    assert_eq!((report.lost, report.repeated, report.not_found), (0, 0, 0), "{report}");
    let [small, large] = &report.stages[..] else { panic!("two stages") };
    assert_eq!((small.messages, large.messages), (40, 400));
    // Four items of the text itself, and the postings of its words.
    for (operation, most) in [("TransactWriteItems", 4.0), ("BatchWriteItem", 20.0)] {
        let (before, after) = (small.items_per_message(operation), large.items_per_message(operation));
        assert!((before - after).abs() < 0.05 && after <= most, "{operation}: {before} items, then {after}");
    }
    // A line of the journal and two events, which share an item with others as far as they come together.
    for stage in [small, large] {
        let items = stage.items_per_message("PutItem");
        assert!((1.0..=3.0).contains(&items), "{items} items");
    }
    // A page of 30 rows; of 20 texts with the postings that were looked at and their threads; or of one.
    let most = [30.0, 150.0, 200.0, 110.0, 60.0];
    for (look, most) in small.looks.iter().zip(most).chain(large.looks.iter().zip(most)) {
        assert!(look.items() <= most, "{}: {} items", look.name, look.items());
    }
}

/// Beyond what the hub takes at once it refuses, and what it refused is not done; then it takes everything again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rush_is_refused_and_not_half_done() {
    let outcomes = hub_dev::load::ramp::within(24).await.expect("a rush");
    let [rush, after] = &outcomes[..] else { panic!("two stages") };
    assert!(rush.refused > 0 && rush.taken > 0, "{} refused, {} taken", rush.refused, rush.taken);
    assert_eq!((rush.broken, after.broken, after.refused), (0, 0, 0), "only refused, and then nothing more");
}

/// The size of `cargo dev load` in small: a request asks the table for the same when a hundred texts are stored and when two thousand are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_costs_the_same_when_little_and_when_much_is_stored() {
    let (small, large) = (at_size(100, 5, None), at_size(2_000, 5, None));
    let (small, large) = (small.await.expect("costs"), large.await.expect("costs"));
    for (few, many) in small.costs.iter().zip(&large.costs) {
        let what = format!(
            "{}: {:.1} requests and {:.1} units, then {:.1} and {:.1}",
            few.name, few.calls, few.units, many.calls, many.units
        );
        // A page is full only once there is enough for it.
        assert!(many.calls <= few.calls * 1.1 + 1.0 && many.units <= few.units * 4.0 + 1.0, "{what}");
    }
}
