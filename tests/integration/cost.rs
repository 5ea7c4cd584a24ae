//! What a text costs at the table, by its own reckoning: the figures of infra/README.md, "Cost", are made of these.

use hub_core::ports::SCHEDULE_SHARDS;
use hub_dev::runner::{Counts, Tally};
use serde_json::json;
use tests::TestHub;

const CUSTOMER: &str = "+14155550123";

/// Units of writes and of reads.
fn units(tally: &Tally) -> (f64, f64) {
    let is_write =
        |name: &str| ["Put", "Update", "Delete", "Transact", "BatchWrite"].iter().any(|verb| name.starts_with(verb));
    let (writes, reads): (Vec<_>, Vec<_>) = tally.iter().partition(|(name, _)| is_write(name));
    let sum = |part: Vec<(&String, &hub_dev::runner::Counted)>| -> u32 {
        part.iter().map(|(_, counted)| u32::try_from(counted.half_units).expect("a small number")).sum()
    };
    (f64::from(sum(writes)) / 2.0, f64::from(sum(reads)) / 2.0)
}

#[tokio::test]
async fn a_text_costs_no_more_than_the_cost_model_says() {
    let counts = Counts::default();
    let hub = TestHub::counted(&counts).await;
    let agent = hub.acme().person("agent").await;
    // The second text of a thread: the first one makes the conversation and the contact.
    hub.acme().receives_sms(CUSTOMER, "Hello, may I come at five?").await;
    agent.sends(CUSTOMER, "Yes, see you at five.").await;
    hub.settles().await;
    drop(counts.take());
    hub.acme().receives_sms(CUSTOMER, "Thanks, I will be there in time.").await;
    hub.settles().await;
    let inbound = counts.take();
    agent.sends(CUSTOMER, "We look forward to it.").await;
    hub.settles().await;
    let outbound = counts.take();
    let ((inbound_writes, inbound_reads), (outbound_writes, outbound_reads)) = (units(&inbound), units(&outbound));
    println!("inbound: {inbound_writes} written, {inbound_reads} read\n{inbound:#?}");
    println!("outbound: {outbound_writes} written, {outbound_reads} read\n{outbound:#?}");
    // How the stream's records fall into batches is chance: 22 and 30 are written, 8 and 23 read, when all goes well.
    assert!(inbound_writes <= 24.0 && inbound_reads <= 12.0, "inbound: {inbound_writes}, {inbound_reads}");
    assert!(outbound_writes <= 34.0 && outbound_reads <= 32.0, "outbound: {outbound_writes}, {outbound_reads}");
}

#[tokio::test]
async fn an_idle_minute_writes_nothing_and_reads_little() {
    let counts = Counts::default();
    let hub = TestHub::counted(&counts).await;
    hub.settles().await;
    drop(counts.take());
    let mut events = vec![("sweep", "{}".to_owned()), ("run-campaigns", "{}".to_owned())];
    events.extend((0..SCHEDULE_SHARDS).map(|shard| ("fire-scheduled", json!({ "shard": shard }).to_string())));
    for (function, event) in events {
        let route = hub.runner().route(function).expect("the function");
        route.invoke(hub.runner().hub(), &event).await.expect("a tick");
    }
    let minute = counts.take();
    let (writes, reads) = units(&minute);
    println!("a minute: {writes} written, {reads} read\n{minute:#?}");
    assert!(writes <= 0.0 && reads <= 80.0, "{writes}, {reads}");
}
