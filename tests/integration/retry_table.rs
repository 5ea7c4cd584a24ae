//! What each answer of the carrier leads to, a row each: tried again, ended with its reason, or looked into.

use hub_core::flows::deliver_message::{Delivery, deliver_message};
use hub_core::flows::send_message::{Draft, send_message};
use hub_core::flows::{Ports, credentials};
use hub_core::ports::SendTask;
use hub_testkit::twilio::Fault;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Person, TestHub};

/// Refused for good.
const PERMANENT: [u32; 36] = [
    21211, 21212, 21214, 21217, 21401, 21421, 21614, 21612, 21602, 21603, 21604, 21606, 21609, 21617, 21620, 21623,
    21655, 21656, 21701, 21703, 21408, 13227, 21215, 30004, 30005, 30006, 30007, 30011, 30019, 30032, 30033, 30034,
    30450, 30610, 30640, 63016,
];
/// Too much at the moment.
const CONGESTED: [u32; 6] = [21611, 30001, 30017, 30022, 30036, 63018];
/// Codes that come with a report, after the carrier had taken the text.
const REPORTED: [u32; 8] = [30001, 30003, 30004, 30005, 30006, 30007, 30008, 30410];

fn customer(row: usize) -> String {
    format!("+1415555{:04}", 3000 + row)
}

fn tries(hub: &TestHub, to: &str) -> usize {
    hub.twilio().requests().iter().filter(|request| request.is_create() && request.param("To") == Some(to)).count()
}

async fn last(agent: &Person<'_>, to: &str) -> Value {
    agent.thread(to).await[0].clone()
}

#[tokio::test]
async fn what_is_refused_for_good_ends_with_its_code_and_is_tried_once() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    for (row, code) in PERMANENT.into_iter().enumerate() {
        let to = customer(row);
        hub.twilio().arm_for(&to, Fault::Refused { code }, 1);
        agent.sends(&to, "Hello").await;
    }
    hub.settles().await;
    hub.passes(SignedDuration::from_secs(200)).await;
    for (row, code) in PERMANENT.into_iter().enumerate() {
        let (to, message) = (customer(row), last(&agent, &customer(row)).await);
        assert_eq!((&message["status"], &message["errorCode"]), (&json!("failed"), &json!(code.to_string())));
        assert!(message["errorMessage"].as_str().is_some_and(|words| !words.is_empty()), "{code}");
        assert_eq!((tries(&hub, &to), hub.twilio().creates_to(&to).len()), (1, 0), "{code}");
    }
}

#[tokio::test]
async fn what_is_too_much_now_is_tried_again_and_sent_once() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let refused = CONGESTED.into_iter().map(|code| Fault::Refused { code });
    let faults: Vec<Fault> = refused.chain([Fault::TooManyRequests429]).collect();
    for (row, fault) in faults.iter().enumerate() {
        hub.twilio().arm_for(customer(row), fault.clone(), 2);
        agent.sends(&customer(row), "Hello").await;
    }
    hub.settles().await;
    for (row, fault) in faults.iter().enumerate() {
        let to = customer(row);
        assert_eq!(last(&agent, &to).await["status"], "delivered", "{fault:?}");
        assert_eq!((tries(&hub, &to), hub.twilio().creates_to(&to).len()), (3, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn what_is_too_much_for_ever_fails_at_last() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm_for(customer(0), Fault::TooManyRequests429, u32::MAX);
    agent.sends(&customer(0), "Hello").await;
    hub.outwaits_the_queue().await;
    hub.settles().await;
    let message = last(&agent, &customer(0)).await;
    assert_eq!((&message["status"], &message["errorCode"]), (&json!("failed"), &json!("carrier_unavailable")));
    assert_eq!((tries(&hub, &customer(0)), hub.twilio().creates_to(&customer(0)).len()), (24, 0));
}

#[tokio::test]
async fn an_account_that_is_refused_stops_everything_and_burns_no_tries() {
    for fault in [Fault::Unauthorized401, Fault::Refused { code: 20005 }, Fault::Refused { code: 30002 }] {
        let hub = TestHub::start().await;
        let owner = hub.acme().person("owner").await;
        hub.twilio().arm(fault.clone(), 1);
        owner.sends(&customer(0), "First").await;
        hub.settles().await;
        owner.sends(&customer(1), "Second").await;
        hub.settles().await;
        for row in [0, 1] {
            assert_eq!(last(&owner, &customer(row)).await["status"], "queued", "{fault:?}");
        }
        assert_eq!(owner.get("/api/me").await.body["carrier"]["status"], "stopped", "{fault:?}");
        assert_eq!((tries(&hub, &customer(0)), tries(&hub, &customer(1))), (1, 0), "{fault:?}");
        let tenant = hub.acme().demo.tenant_id();
        let ports = &hub.runner().hub().ports;
        assert!(!credentials::is_working(ports, &tenant).await.expect("read"), "{fault:?}");
    }
}

#[tokio::test]
async fn an_opt_out_at_the_carrier_is_recorded_and_never_tried_again() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::OptedOut21610, 1);
    agent.sends(&customer(0), "Hello").await;
    hub.settles().await;
    let message = last(&agent, &customer(0)).await;
    assert_eq!((&message["status"], &message["errorCode"]), (&json!("blocked"), &json!("21610")));
    assert_eq!(agent.sends(&customer(0), "Again").await.text("code"), "opted_out");
    assert_eq!((tries(&hub, &customer(0)), hub.twilio().creates_to(&customer(0)).len()), (1, 0));
}

#[tokio::test]
async fn what_is_ambiguous_is_looked_into_before_anything_is_sent_again() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let faults = [Fault::ServerError500, Fault::RefuseBeforeAccept, Fault::AcceptThenCut, Fault::AcceptThenTimeout];
    for (row, fault) in faults.iter().enumerate() {
        hub.twilio().arm_for(customer(row), fault.clone(), 1);
        hub.twilio().arm_for(customer(row), Fault::NoCallbacks, 1);
        agent.sends(&customer(row), "Hello").await;
    }
    hub.settles().await;
    for (row, fault) in faults.iter().enumerate() {
        assert_eq!(last(&agent, &customer(row)).await["status"], "uncertain", "{fault:?}");
        assert_eq!(tries(&hub, &customer(row)), 1, "{fault:?}");
    }
    hub.passes(SignedDuration::from_secs(100)).await;
    hub.settles().await;
    for (row, fault) in faults.iter().enumerate() {
        let (to, message) = (customer(row), last(&agent, &customer(row)).await);
        assert!(message["sid"].is_string() && message["errorCode"].is_null(), "{fault:?}: {message}");
        assert_eq!(hub.twilio().creates_to(&to).len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn what_fails_on_its_way_is_shown_and_left_to_a_person() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    for (row, error_code) in REPORTED.into_iter().enumerate() {
        hub.twilio().arm_for(customer(row), Fault::Undelivered { error_code }, 1);
        agent.sends(&customer(row), "Hello").await;
    }
    hub.settles().await;
    hub.passes(SignedDuration::from_hours(26)).await;
    for (row, code) in REPORTED.into_iter().enumerate() {
        let (to, message) = (customer(row), last(&agent, &customer(row)).await);
        assert_eq!((&message["status"], &message["errorCode"]), (&json!("undelivered"), &json!(code.to_string())));
        assert!(message["errorMessage"].as_str().is_some_and(|words| !words.is_empty()), "{code}");
        assert_eq!(hub.twilio().creates_to(&to).len(), 1, "{code}: no second text by itself");
    }
}

#[tokio::test]
async fn a_carrier_that_cannot_be_reached_is_tried_again() {
    let hub = TestHub::without_sweeps().await;
    let (tenant, runner) = (hub.acme().demo.tenant_id(), hub.runner());
    let queue = std::sync::Arc::new(hub_adapters::memory::MemorySendQueue::default());
    let away = runner.ports_by(runner.table_url(), "http://127.0.0.1:1").expect("ports");
    let away = Ports { queue: queue.clone(), ..away };
    let draft = Draft {
        channel: hub_core::channel::ChannelClass::Sms,
        template: None,
        to: customer(0),
        body: "Hello".to_owned(),
        from: None,
        media: Vec::new(),
        client_id: None,
        idempotency_key: None,
        author: Some("usr_acme_agent".parse().expect("an id")),
        kind: hub_core::message::MessageKind::Person,
    };
    let message_id = send_message(&away, &tenant, draft).await.expect("accepted").message_id;
    let task = SendTask { version: 1, tenant_id: tenant.clone(), message_id: message_id.clone(), attempt: 1 };
    for seconds in [1, 2, 4] {
        let outcome = deliver_message(&away, hub.url(), &task).await.expect("an outcome");
        assert_eq!(outcome, Delivery::Retry(SignedDuration::from_secs(seconds)), "nothing left this machine");
    }
    let outcome = deliver_message(&runner.hub().ports, hub.url(), &task).await.expect("an outcome");
    assert_eq!(outcome, Delivery::Done);
    assert_eq!(hub.twilio().creates_to(&customer(0)).len(), 1);
    hub.settles().await;
}
