//! The disk of a local hub is full.

use std::collections::BTreeMap;

use hub_dev::seed::DEMOS;
use hub_testkit::twilio::{Account, Number, SimulatorConfig, TwilioSimulator};
use tokio::net::TcpListener;

use crate::crash::{Process, binary};

/// Enough for the demo tenants and some hundred texts.
const KILOBYTES: u32 = 6 * 1024;
const TEXTS_MAX: usize = 5000;
const CUSTOMERS: usize = 50;

fn customer(number: usize) -> String {
    format!("+1415555{:04}", 5000 + number % CUSTOMERS)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_takes_nothing_more_and_loses_nothing_that_was_acknowledged() {
    // Not under the limit, if it is not there.
    hub_dev::install::page().expect("the page builds");
    let acme = &DEMOS[0];
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
    let number = Number::new(acme.number).with_sms_url(format!("http://127.0.0.1:{port}/webhooks/twilio/sms"));
    let account = Account::new(acme.account_sid, acme.auth_token).with_number(number);
    let carrier = TwilioSimulator::start(SimulatorConfig::immediate().with_account(account)).await.expect("a port");
    let data = std::env::temp_dir().join(format!("hub-disk-{}", std::process::id()));
    let binary = binary();
    let receives = async |number: usize| {
        let text = format!("Text {number} {}", "x".repeat(1000));
        let delivery = carrier.state().send_inbound(&customer(number), acme.number, &text).await.expect("a delivery");
        (text, delivery.status == Some(200))
    };

    let place = (port, carrier.base_url());
    let mut hub = Process::start_on_small_disk(&binary, &data, (place.0, &place.1), KILOBYTES).await;
    let mut acknowledged = Vec::new();
    let refused = loop {
        match receives(acknowledged.len()).await {
            (text, true) => acknowledged.push(text),
            (text, false) => break text,
        }
        assert!(acknowledged.len() < TEXTS_MAX, "the disk is never full");
    };
    assert!(acknowledged.len() > CUSTOMERS, "some were taken before: {}", acknowledged.len());
    assert_eq!(hub.send(&customer(0), "An answer").await, 503, "nothing is taken that cannot be kept");
    assert!(hub.messages().await.len() >= acknowledged.len(), "what is there can be read");
    hub.child.start_kill().expect("SIGKILL");
    hub.child.wait().await.expect("it ended");

    let hub = Process::start(&binary, &data, port, &carrier.base_url()).await;
    let (next, is_taken) = receives(acknowledged.len() + 1).await;
    assert!(is_taken, "there is room again");
    let mut stored: BTreeMap<String, usize> = BTreeMap::new();
    for message in hub.messages().await.values() {
        *stored.entry(message["body"].as_str().expect("a body").to_owned()).or_default() += 1;
    }
    for text in acknowledged.iter().chain([&next]) {
        assert_eq!(stored.get(text), Some(&1), "an acknowledged text");
    }
    assert!(stored.get(&refused).is_none_or(|times| *times == 1));
    drop(hub);
    std::fs::remove_dir_all(&data).expect("the data folder goes");
}
