//! Listing messages: filters and pages.

use std::sync::{Arc, Mutex};

use hub_testkit::twilio::{SimulatorConfig, TwilioSimulator};
use jiff::{SignedDuration, Timestamp};

use crate::support::{ACCOUNT, OURS, account, get, messages_url, post, simulator, start};

async fn send(sim: &TwilioSimulator, to: &str, body: &str) -> String {
    post(&messages_url(sim), &[("To", to), ("From", OURS), ("Body", body)]).await.text("sid").to_owned()
}

async fn bodies(sim: &TwilioSimulator, query: &[(&str, &str)]) -> Vec<String> {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let reply = get(&format!("{}?{query}", messages_url(sim))).await;
    assert_eq!(reply.status, 200, "{}", reply.json);
    let messages = reply.json["messages"].as_array().expect("messages");
    messages.iter().map(|m| m["body"].as_str().expect("a body").to_owned()).collect()
}

#[tokio::test]
async fn a_list_is_filtered_by_both_ends() {
    let sim = simulator().await;
    send(&sim, "+14155550100", "a").await;
    send(&sim, "+14155550101", "b").await;
    assert_eq!(bodies(&sim, &[]).await, ["b", "a"], "newest first");
    assert_eq!(bodies(&sim, &[("To", "+14155550100")]).await, ["a"]);
    assert_eq!(bodies(&sim, &[("From", OURS)]).await, ["b", "a"]);
    assert!(bodies(&sim, &[("From", "+14155550100")]).await.is_empty());
}

#[tokio::test]
async fn a_list_is_filtered_by_date() {
    let time: Timestamp = "2026-03-01T23:59:59.7Z".parse().expect("a time");
    let now = Arc::new(Mutex::new(time));
    let clock = Arc::clone(&now);
    let mut config = SimulatorConfig::immediate().with_account(account());
    config.clock = Arc::new(move || *clock.lock().expect("no panic"));
    let sim = start(config).await;
    send(&sim, "+14155550100", "first").await;
    sim.settled(crate::support::LIMIT).await.expect("delivered");
    *now.lock().expect("no panic") += SignedDuration::from_secs(60);
    send(&sim, "+14155550100", "second").await;

    let cases: [(&str, &str, &[&str]); 8] = [
        ("DateSent", "2026-03-01", &["first"]),
        ("DateSent", "2026-03-02", &["second"]),
        ("DateSent>", "2026-03-02", &["second"]),
        ("DateSent<", "2026-03-01", &["first"]),
        ("DateSent>", "2026-03-01T23:59:59Z", &["second", "first"]),
        ("DateSent>", "2026-03-02T00:00:00Z", &["second"]),
        ("DateSent<", "2026-03-02T00:00:58Z", &["first"]),
        ("DateSent", "2026-03-01T23:59:59Z", &["first"]),
    ];
    for (name, value, expected) in cases {
        assert_eq!(bodies(&sim, &[(name, value)]).await, expected, "{name}={value}");
    }
    let reply = get(&format!("{}?DateSent=soon", messages_url(&sim))).await;
    assert_eq!(reply.refusal(), (400, 20001));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let sim = simulator().await;
    for body in ["1", "2", "3", "4", "5"] {
        send(&sim, "+14155550100", body).await;
    }
    let mut next = Some(format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json?To=%2B14155550100&PageSize=2"));
    let (mut seen, mut pages) = (vec![], 0);
    while let Some(path) = next {
        let reply = get(&format!("{}{path}", sim.base_url())).await;
        assert_eq!((&reply.json["page"], &reply.json["page_size"]), (&pages.into(), &2.into()));
        for message in reply.json["messages"].as_array().expect("messages") {
            seen.push(message["body"].as_str().expect("a body").to_owned());
        }
        // What arrives in between must not shift the pages.
        send(&sim, "+14155550100", "late").await;
        next = reply.json["next_page_uri"].as_str().map(ToOwned::to_owned);
        pages += 1;
    }
    assert_eq!((seen.join(""), pages), ("54321".to_owned(), 3));
}
