//! Every verified webhook is kept, and handled again without a change.

use hub_core::journal::{JournalFilter, KeptRequest, Outcome, POSTED, Request};
use hub_core::page::PageRequest;
use hub_dev::replay::{Replayed, Window, replay};
use hub_testkit::twilio::Fault;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tests::TestHub;

const CUSTOMER: &str = "+14155550123";

/// Everything that came so far.
fn all(hub: &TestHub) -> Window {
    let now = hub.runner().hub().ports.clock.now();
    Window { from: Timestamp::UNIX_EPOCH, to: now + SignedDuration::from_mins(1), dry_run: false }
}

#[tokio::test]
async fn an_owner_sees_what_the_carrier_told_and_what_became_of_it() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "The words of a customer").await;
    let owner = hub.acme().person("owner").await;
    owner.sends(CUSTOMER, "Hello").await;
    hub.settles().await;
    let (journal, text) = (owner.get("/api/webhooks").await.body, owner.get_text("/api/webhooks").await);
    let rows = journal["webhooks"].as_array().expect("rows");
    let of = |function: &str| rows.iter().filter(|row| row["function"] == function).count();
    assert_eq!((of("twilio-inbound-message"), of("twilio-message-status")), (1, 2));
    assert!(rows.iter().all(|row| row["outcome"] == "done" && row["sid"].is_string()));
    let page = PageRequest { limit: 100, after: None };
    let (ports, tenant) = (&hub.runner().hub().ports, hub.acme().demo.tenant_id());
    let kept = ports.journal.kept(&tenant, &JournalFilter::default(), &page).await.expect("a page").rows;
    let kept = json!(kept).to_string();
    assert!(kept.contains("sealed"));
    for words in ["The words", "words+of", CUSTOMER, "14155550123"] {
        assert!(!text.contains(words), "the list shows {words}");
        assert!(!kept.contains(words), "the journal keeps {words} in the clear");
    }
    let inbound = owner.get("/api/webhooks?function=twilio-inbound-message&outcome=done").await.body;
    assert_eq!(inbound["webhooks"].as_array().map(Vec::len), Some(1));
    assert_eq!(owner.get("/api/webhooks?outcome=failed").await.body["webhooks"], json!([]));
    assert_eq!(owner.get("/api/webhooks?outcome=odd").await.status(), "400 Bad Request");
}

#[tokio::test]
async fn what_is_not_signed_is_not_kept() {
    let hub = TestHub::start().await;
    let form = [("MessageSid", "SM1"), ("From", CUSTOMER), ("To", "+12015550123"), ("Body", "Forged")];
    let url = format!("{}/webhooks/twilio/sms", hub.url());
    let answer = hub.http().post(url).form(&form).send().await.expect("an answer");
    assert_eq!(answer.status(), 403);
    let owner = hub.acme().person("owner").await;
    assert_eq!(owner.get("/api/webhooks").await.body["webhooks"], json!([]));
}

#[tokio::test]
async fn replaying_everything_twice_changes_nothing() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::ReorderedCallbacks, 2);
    for (from, body) in [(CUSTOMER, "Hello"), ("+14155550124", "STOP"), ("+14155550124", "START"), (CUSTOMER, "HELP")] {
        hub.acme().receives_sms(from, body).await;
    }
    for to in [CUSTOMER, "+14155550124", "+14155550125"] {
        agent.sends(to, "On my way").await;
    }
    hub.settles().await;
    // What the customer did later must not be undone by what they did before.
    hub.acme().receives_sms("+14155550125", "STOP").await;
    hub.settles().await;
    let (before, journal) = (hub.runner().stored().expect("the table"), all(&hub));
    for _ in 0..2 {
        let replayed = replay(hub.runner().hub(), journal).await.expect("replayed");
        assert_eq!(replayed, Replayed { requests: 11, done: 11, not_done: 0 });
        hub.settles().await;
        assert!(hub.runner().stored().expect("the table") == before, "the stored state is the same");
    }
    assert_eq!(hub.twilio().creates().len(), 3);
    let dry = replay(hub.runner().hub(), Window { dry_run: true, ..journal }).await.expect("listed");
    assert_eq!(dry, Replayed { requests: 11, done: 0, not_done: 0 });
}

#[tokio::test]
async fn a_text_that_could_not_be_stored_is_stored_by_a_replay_and_for_its_tenant_only() {
    let hub = TestHub::start().await;
    let (ports, tenant) = (&hub.runner().hub().ports, hub.acme().demo.tenant_id());
    let posted = "MessageSid=SM00000000000000000000000000000042&From=%2B14155550123&To=%2B12015550123&Body=Anybody%3F";
    let sealed = ports.vault.seal(&tenant, POSTED, &posted.into()).await.expect("sealed");
    let at = ports.clock.now();
    let request = Request {
        id: ports.ids.ulid(at).to_string(),
        at,
        function: "twilio-inbound-message".to_owned(),
        path: "/webhooks/twilio/sms".to_owned(),
        sid: Some("SM00000000000000000000000000000042".to_owned()),
        status: 503,
        outcome: Outcome::Failed,
        code: Some("unavailable".to_owned()),
    };
    let kept = KeptRequest { request, sealed };
    // The same line in another tenant's journal opens nothing.
    for journal_of in [tenant, hub.globex().demo.tenant_id()] {
        ports.journal.keep(&journal_of, &kept, at + SignedDuration::from_hours(1)).await.expect("kept");
    }
    let replayed = replay(hub.runner().hub(), all(&hub)).await.expect("replayed");
    assert_eq!(replayed, Replayed { requests: 2, done: 1, not_done: 1 });
    hub.settles().await;
    assert_eq!(hub.acme().person("agent").await.thread(CUSTOMER).await[0]["body"], "Anybody?");
    assert_eq!(hub.globex().person("owner").await.inbox().await.len(), 0);
}
