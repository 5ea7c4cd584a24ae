//! A customer asks for everything that is known of them, and for its removal.

use std::sync::Arc;

use async_trait::async_trait;
use hub_adapters::memory::MemoryMediaQueue;
use hub_core::address::Address;
use hub_core::audit::Doer;
use hub_core::carrier_account::CarrierAccount;
use hub_core::consent::evidence::verify;
use hub_core::flows::Ports;
use hub_core::flows::erase_contact::{erase_contact, remove_traces};
use hub_core::ids::ErasureId;
use hub_core::ports::{CarrierFailure, CarrierMedia, CarrierResult, DueWork, Fetched};
use hub_testkit::twilio::Attachment;
use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Person, Reply, TestHub};

use crate::mortal::Mortal;

const CUSTOMER: &str = "+14155550123";
const CONTACT: &str = "/api/contacts/con_14155550123";
const OTHER: &str = "+14155550177";
const SOUND: &[u8] = b"ID3\x04\x00\x00\x00\x00\x00\x00 a voice";

async fn erases(owner: &Person<'_>) -> Reply {
    owner.post(&format!("{CONTACT}/erase"), json!({ "confirm": CUSTOMER })).await
}

async fn receipts(owner: &Person<'_>) -> Vec<Value> {
    owner.rows("/api/erasures", "erasures").await
}

/// Everything about the customer, page by page.
async fn export(person: &Person<'_>) -> Vec<Value> {
    let (mut parts, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("{CONTACT}/export{cursor}")).await;
        assert!(page.is_done(), "{page}");
        let next = page.body["nextCursor"].as_str().map(|next| format!("?cursor={next}"));
        parts.push(page.body);
        match next {
            Some(next) => cursor = next,
            None => return parts,
        }
    }
}

/// What the table holds of a text, by the kind of item.
fn holders(hub: &TestHub, text: &str) -> Vec<String> {
    let items = hub.runner().items().expect("the table");
    let holding = items.iter().filter(|item| item.to_string().contains(text));
    let mut kinds: Vec<String> =
        holding.map(|item| item["entity"]["S"].as_str().unwrap_or("none").to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// A customer who texts, sends a picture, calls, is written to, noted, scheduled, and in a campaign.
async fn leaves_traces(hub: &TestHub, owner: &Person<'_>) {
    let acme = hub.acme();
    acme.receives_sms(CUSTOMER, "Zanzibar is where I go").await;
    acme.receives_files(CUSTOMER, "Zanzibar in a picture", vec![Attachment::picture(1)]).await;
    assert!(owner.patch(CONTACT, json!({ "name": "Ottoline Zanzibar" })).await.is_done());
    assert!(owner.sends(CUSTOMER, "Zanzibar it is").await.is_done());
    hub.settles().await;
    let thread = owner.inbox().await[0]["id"].as_str().expect("a thread").to_owned();
    let noted = owner.post(&format!("/api/conversations/{thread}/notes"), json!({ "text": "Zanzibar, again" })).await;
    assert!(noted.is_done(), "{noted}");
    let later = hub.now() + SignedDuration::from_hours(48);
    let local = later.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H:%M").to_string();
    let at = json!({ "local": local, "zone": "UTC" });
    let scheduled = owner
        .post("/api/messages/scheduled", json!({ "to": CUSTOMER, "message": "Zanzibar soon", "sendAt": at }))
        .await;
    assert!(scheduled.is_done(), "{scheduled}");
    let made = owner.post("/api/campaigns", json!({ "name": "Autumn", "body": "Hi {{name}}" })).await;
    let csv = format!("name,phone\nOttoline Zanzibar,{CUSTOMER}\nOttoline again,{CUSTOMER}\nBen,{OTHER}\n");
    let added = owner.post(&format!("/api/campaigns/{}/recipients", made.text("id")), json!({ "csv": csv })).await;
    assert!(added.is_done(), "{added}");
}

/// A voicemail of the customer, with its sound, that was shared.
async fn leaves_a_message(hub: &TestHub, owner: &Person<'_>) -> String {
    let ports = &hub.runner().hub().ports;
    let tenant = hub.acme().demo.tenant_id();
    let media = "med_01K0000000000000000000VOX1";
    ports.media.keep(&tenant, &media.parse().expect("an id"), "audio/mpeg", SOUND.to_vec()).await.expect("kept");
    let id = hub.acme().has_a_voicemail("CA01", CUSTOMER, media).await;
    let shared =
        owner.post(&format!("/api/calls-dashboard/{id}/share"), json!({ "email": "lawyer@example.com" })).await;
    assert!(shared.is_done(), "{shared}");
    media.to_owned()
}

async fn ends(hub: &TestHub, sid: &str) {
    let demo = hub.acme().demo;
    let call = hub.acme().is_calling(sid, CUSTOMER);
    let told = call.posts("/webhooks/twilio/call-status", &[("CallStatus", "completed"), ("CallDuration", "20")]).await;
    assert!(told.0 < 300, "{told:?} {}", demo.number);
}

#[tokio::test]
async fn what_a_customer_left_is_gone_but_for_what_the_receipt_names() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    leaves_traces(&hub, &owner).await;
    hub.acme().receives_sms(OTHER, "I stay").await;
    let media = leaves_a_message(&hub, &owner).await;
    ends(&hub, "CA01").await;
    hub.settles().await;
    let sids: Vec<String> =
        owner.thread(CUSTOMER).await.iter().filter_map(|m| m["sid"].as_str().map(str::to_owned)).collect();
    assert_eq!(sids.len(), 3);
    let mut window = owner.listens().await;

    let asked = erases(&owner).await;
    assert_eq!(
        (asked.status(), asked.text("state"), asked.text("contact")),
        ("202 Accepted".to_owned(), "running", "…0123")
    );
    let told = window.until(|event| event["type"] == "conversation_erased").await;
    assert!(told.iter().any(|event| event["type"] == "conversation_erased"));
    let inbox = owner.inbox().await;
    assert_eq!(inbox.iter().map(|row| row["theirAddress"].as_str()).collect::<Vec<_>>(), [Some(OTHER)]);
    hub.lives_through(SignedDuration::from_mins(5)).await;
    hub.settles().await;

    let receipt = receipts(&owner).await[0].clone();
    assert_eq!((&receipt["state"], &receipt["id"]), (&json!("done"), &asked.body["id"]));
    assert_snapshot!(receipt["erased"].to_string(), @r#"{"callShares":1,"calls":1,"campaignRows":2,"carrierCopies":4,"conversations":1,"files":2,"messages":3,"notes":1,"scheduled":1}"#);
    assert_eq!(receipt["leftAtCarrier"], 0);
    let kept: Vec<_> = receipt["kept"].as_array().expect("a list").iter().map(|kept| kept["what"].clone()).collect();
    assert_eq!(kept, ["audit", "live_events", "webhooks", "backups", "carrier"]);
    assert_eq!(holders(&hub, "anzibar"), ["event"], "the words");
    assert_eq!(holders(&hub, "4155550123"), ["event"], "the number");
    assert_eq!(holders(&hub, "lawyer@example.com"), ["audit"]);
    for sid in sids {
        assert!(hub.twilio().message(&sid).expect("a message").deleted, "{sid} at the carrier");
    }
    let (ports, tenant) = (&hub.runner().hub().ports, hub.acme().demo.tenant_id());
    let sound = ports.media.kept(&tenant, &media.parse().expect("an id"), 1_000_000).await.expect("an answer");
    assert_eq!(sound, None);
    let found = owner.get("/api/search?q=zanzibar").await;
    assert_eq!((&found.body["messages"], &found.body["conversations"]), (&json!([]), &json!([])));
    assert_eq!(owner.get(CONTACT).await.status(), "404 Not Found");
    assert_eq!(owner.thread(OTHER).await[0]["body"], "I stay");
}

#[tokio::test]
async fn an_opt_out_outlives_the_erasure_with_its_proof() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    assert!(owner.patch(CONTACT, json!({ "name": "Ottoline" })).await.is_done());
    assert!(erases(&owner).await.is_done());
    hub.settles().await;
    assert_eq!(receipts(&owner).await[0]["kept"][0]["what"], "consent_ledger");
    let card = owner.get(CONTACT).await.body;
    assert_eq!(
        (&card["name"], &card["conversations"], &card["lastInboundAt"]),
        (&json!(null), &json!([]), &json!(null))
    );
    assert_eq!((&card["consent"]["sms"]["optedOut"], &card["history"][0]["word"]), (&json!(true), &json!("STOP")));
    assert_eq!(owner.sends(CUSTOMER, "Hello?").await.code(), "opted_out");
    let evidence = owner.get_text(&format!("{CONTACT}/consent")).await;
    assert_eq!(verify(evidence.as_bytes()).expect("a chain"), 1);
    assert_eq!(erases(&owner).await.code(), "nothing_to_erase");
    hub.acme().receives_sms(CUSTOMER, "START").await;
    assert!(owner.sends(CUSTOMER, "Welcome back").await.is_done());
    hub.settles().await;
    let thread = owner.thread(CUSTOMER).await;
    let words: Vec<_> = thread.iter().map(|message| message["body"].as_str().expect("words")).collect();
    assert_eq!(
        (words.first(), words.last()),
        (Some(&"Welcome back"), Some(&"START")),
        "only what came since: {words:?}"
    );
}

#[tokio::test]
async fn what_the_carrier_tells_late_or_twice_brings_nothing_back() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let delivery = hub.acme().receives_sms(CUSTOMER, "Zanzibar").await;
    assert!(owner.sends(CUSTOMER, "Zanzibar it is").await.is_done());
    hub.settles().await;
    let sent = owner.thread(CUSTOMER).await[0]["sid"].as_str().expect("a SID").to_owned();
    assert!(erases(&owner).await.is_done());
    hub.settles().await;
    assert_eq!(receipts(&owner).await[0]["state"], "done");
    let again = hub.twilio().redeliver(&delivery.sid, 2, false).await.expect("delivered");
    assert!(again.iter().all(|delivery| delivery.status == Some(200)), "{again:?}");
    hub.twilio().post_status(&sent, "delivered", None).await.expect("posted");
    hub.settles().await;
    assert_eq!((owner.inbox().await.len(), holders(&hub, "anzibar")), (0, vec!["event".to_owned()]));
}

#[tokio::test]
async fn a_text_that_comes_while_the_rest_is_removed_is_a_new_thread() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let (ports, tenant) = (hub.runner().hub().ports.clone(), hub.acme().demo.tenant_id());
    for n in 0..60 {
        hub.acme().receives_sms(CUSTOMER, &format!("Old {n}")).await;
    }
    let (quiet, id) = begun(&hub).await;
    let quiet = Ports { carrier_media: Arc::new(Deletes(Err(away()))), ..quiet };
    remove_traces(&quiet, &tenant, &id).await.expect("nothing removed yet");
    hub.advance(SignedDuration::from_millis(5));
    hub.acme().receives_sms(CUSTOMER, "New").await;
    remove_traces(&ports, &tenant, &id).await.expect("removed");
    let words: Vec<_> = owner.thread(CUSTOMER).await.iter().map(|message| message["body"].clone()).collect();
    assert_eq!(words, ["New"]);
    assert_eq!((&receipts(&owner).await[0]["state"], owner.inbox().await.len()), (&json!("done"), 1));
    assert_eq!(receipts(&owner).await[0]["erased"]["messages"], 60);
    hub.settles().await;
    assert_eq!(owner.get("/api/search?q=old").await.body["messages"], json!([]));
    assert_eq!(owner.get("/api/search?q=new").await.body["messages"].as_array().map(Vec::len), Some(1));
}

fn away() -> CarrierFailure {
    CarrierFailure::NotNow { reason: "away".to_owned() }
}

/// A carrier that answers every deletion so.
struct Deletes(CarrierResult<()>);

#[async_trait]
impl CarrierMedia for Deletes {
    async fn fetch(&self, _: &CarrierAccount, _: &str, _: u64) -> Fetched {
        Fetched::NotNow { reason: "away".to_owned() }
    }
    async fn delete_message(&self, _: &CarrierAccount, _: &str) -> CarrierResult<()> {
        match &self.0 {
            Ok(()) => Ok(()),
            Err(CarrierFailure::NotNow { reason }) => Err(CarrierFailure::NotNow { reason: reason.clone() }),
            Err(_) => Err(CarrierFailure::Refused { code: 20_403, reason: "No.".to_owned() }),
        }
    }
    async fn delete_recording(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()> {
        self.delete_message(account, sid).await
    }
}

/// An erasure that nobody works at.
async fn begun(hub: &TestHub) -> (Ports, ErasureId) {
    let ports = (*hub.runner().hub().ports).clone();
    let quiet = Ports { media_queue: Arc::new(MemoryMediaQueue::default()), ..ports };
    let address = Address::from_carrier(CUSTOMER);
    let tenant = hub.acme().demo.tenant_id();
    let erasure = erase_contact(&quiet, &tenant, (&address, CUSTOMER), &Doer::hub()).await.expect("begun");
    (quiet, erasure.receipt.id)
}

#[tokio::test]
async fn a_worker_that_dies_anywhere_leaves_nothing_and_counts_nothing_twice() {
    let hub = TestHub::without_sweeps().await;
    let owner = hub.acme().person("owner").await;
    leaves_traces(&hub, &owner).await;
    leaves_a_message(&hub, &owner).await;
    ends(&hub, "CA01").await;
    hub.settles().await;
    hub.advance(SignedDuration::from_mins(2));
    let (ports, id) = begun(&hub).await;
    let tenant = hub.acme().demo.tenant_id();
    let mut deaths = 0;
    for polls_left in 1.. {
        let life = Box::pin(remove_traces(&ports, &tenant, &id));
        if (Mortal { life, polls_left }).await.is_some() {
            break;
        }
        deaths += 1;
    }
    assert!(deaths > 10, "{deaths}");
    let receipt = receipts(&owner).await[0].clone();
    assert_eq!(receipt["state"], "done");
    let erased = &receipt["erased"];
    for (what, count) in [("messages", 3), ("calls", 1), ("notes", 1), ("scheduled", 1), ("conversations", 1)] {
        assert_eq!(erased[what], count, "{what}: {erased}");
    }
    hub.settles().await;
    assert_eq!(holders(&hub, "anzibar"), ["event"]);
}

#[tokio::test]
async fn a_carrier_that_is_away_is_asked_again_and_one_that_refuses_is_named() {
    let hub = TestHub::without_sweeps().await;
    let owner = hub.acme().person("owner").await;
    hub.acme().receives_sms(CUSTOMER, "Zanzibar").await;
    let (ports, id) = begun(&hub).await;
    let tenant = hub.acme().demo.tenant_id();
    let with = |answer: CarrierResult<()>| Ports { carrier_media: Arc::new(Deletes(answer)), ..ports.clone() };
    remove_traces(&with(Err(away())), &tenant, &id).await.expect("later");
    let state = async || {
        let receipt = receipts(&owner).await[0].clone();
        (receipt["state"].as_str().expect("a state").to_owned(), receipt["erased"]["messages"].clone())
    };
    assert_eq!(state().await, ("running".to_owned(), json!(0)));
    let due = async |hub: &TestHub| {
        let due = hub.runner().hub().ports.messages.due(hub.now(), 10).await.expect("due");
        due.contains(&DueWork::Erasure { tenant: tenant.clone(), id: id.clone() })
    };
    assert!(!due(&hub).await, "not at once");
    hub.advance(SignedDuration::from_secs(10));
    assert!(due(&hub).await, "the sweep looks after it");
    remove_traces(&with(Err(CarrierFailure::NotActive)), &tenant, &id).await.expect("done");
    assert_eq!(state().await, ("done".to_owned(), json!(1)));
    assert_eq!((&receipts(&owner).await[0]["leftAtCarrier"], due(&hub).await), (&json!(1), false));
    hub.settles().await;
}

#[tokio::test]
async fn a_carrier_that_stays_away_holds_nothing_up_for_ever() {
    let hub = TestHub::without_sweeps().await;
    let owner = hub.acme().person("owner").await;
    hub.acme().receives_sms(CUSTOMER, "One").await;
    hub.acme().receives_sms(CUSTOMER, "Two").await;
    let (ports, id) = begun(&hub).await;
    let tenant = hub.acme().demo.tenant_id();
    let ports = Ports { carrier_media: Arc::new(Deletes(Err(away()))), ..ports };
    let mut looks = 0;
    while receipts(&owner).await[0]["state"] == "running" {
        remove_traces(&ports, &tenant, &id).await.expect("later");
        looks += 1;
    }
    let receipt = receipts(&owner).await[0].clone();
    assert_eq!((&receipt["leftAtCarrier"], looks), (&json!(2), 25), "both are left after one hour and a half");
    hub.settles().await;
}

#[tokio::test]
async fn a_call_that_goes_on_is_waited_for() {
    let hub = TestHub::without_sweeps().await;
    let owner = hub.acme().person("owner").await;
    leaves_a_message(&hub, &owner).await;
    let (ports, id) = begun(&hub).await;
    let tenant = hub.acme().demo.tenant_id();
    for _ in 0..2 {
        remove_traces(&ports, &tenant, &id).await.expect("later");
        assert_eq!(receipts(&owner).await[0]["erased"]["calls"], 0);
        ends(&hub, "CA01").await;
    }
    hub.advance(SignedDuration::from_secs(61));
    remove_traces(&ports, &tenant, &id).await.expect("done");
    let receipt = receipts(&owner).await[0].clone();
    assert_eq!((&receipt["erased"]["calls"], &receipt["state"]), (&json!(1), &json!("done")));
    hub.settles().await;
    assert_eq!(owner.inbox().await.len(), 0, "the end of a call brings no row back");
}

#[tokio::test]
async fn a_campaign_sends_nothing_to_who_was_erased_and_still_ends() {
    let hub = TestHub::without_sweeps().await;
    let owner = hub.acme().person("owner").await;
    leaves_traces(&hub, &owner).await;
    let campaign = owner.get("/api/campaigns").await.body["campaigns"][0]["id"].as_str().expect("an id").to_owned();
    let figures = async || owner.get(&format!("/api/campaigns/{campaign}")).await.body["figures"].clone();
    let before = figures().await;
    assert_eq!((&before["waiting"], &before["duplicate"], &before["canceled"]), (&json!(2), &json!(1), &json!(0)));
    let (ports, id) = begun(&hub).await;
    remove_traces(&ports, &hub.acme().demo.tenant_id(), &id).await.expect("done");
    let after = figures().await;
    assert_eq!(
        (&after["waiting"], &after["duplicate"], &after["canceled"]),
        (&json!(1), &json!(1), &json!(1)),
        "{after}"
    );
    let rows = owner.rows(&format!("/api/campaigns/{campaign}/recipients"), "recipients").await;
    assert_eq!(rows.iter().map(|row| row["to"].as_str()).collect::<Vec<_>>(), [Some(OTHER)]);
    hub.settles().await;
}

#[tokio::test]
async fn an_export_holds_everything_page_by_page_and_is_a_line_of_the_audit() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    leaves_traces(&hub, &owner).await;
    leaves_a_message(&hub, &owner).await;
    for n in 0..120 {
        hub.acme().receives_sms(CUSTOMER, &format!("Text {n}")).await;
    }
    hub.settles().await;
    let agent = hub.acme().person("agent").await;
    let parts = export(&agent).await;
    let all =
        |name: &str| parts.iter().flat_map(|part| part[name].as_array().expect("a list").clone()).collect::<Vec<_>>();
    let details: Vec<_> = parts.iter().filter(|part| !part["details"].is_null()).collect();
    assert_eq!(details.len(), 1);
    let details = &details[0]["details"];
    assert_eq!((&details["name"], &details["address"]), (&json!("Ottoline Zanzibar"), &json!(CUSTOMER)));
    assert_eq!(
        (details["conversations"].as_array().map(Vec::len), &details["scheduled"][0]["body"]),
        (Some(1), &json!("Zanzibar soon"))
    );
    assert_eq!(all("campaigns").len(), 1);
    let entries = all("entries");
    let kinds = |kind: &str| entries.iter().filter(|entry| entry["kind"] == kind).count();
    assert_eq!((kinds("message"), kinds("note"), kinds("call")), (123, 1, 1));
    let audit = owner.rows("/api/audit", "entries").await;
    let lines: Vec<_> = audit.iter().filter(|line| line["action"] == "contact_exported").collect();
    assert_eq!((lines.len(), &lines[0]["target"]), (1, &json!(CUSTOMER)));
    ends(&hub, "CA01").await;
    hub.settles().await;
}

#[tokio::test]
async fn who_may_not_or_does_not_mean_it_erases_nothing() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    let erase = format!("{CONTACT}/erase");
    let confirmed = json!({ "confirm": CUSTOMER });
    let agent = hub.acme().person("agent").await;
    assert_eq!(agent.post(&erase, confirmed.clone()).await.status(), "403 Forbidden");
    assert_eq!(agent.get("/api/erasures").await.status(), "403 Forbidden");
    let stranger = hub.globex().person("owner").await;
    assert_eq!(stranger.post(&erase, confirmed).await.status(), "404 Not Found");
    assert_eq!(stranger.get(&format!("{CONTACT}/export")).await.status(), "404 Not Found");
    for wrong in ["", "erase", OTHER] {
        let refused = owner.post(&erase, json!({ "confirm": wrong })).await;
        assert_eq!((refused.code(), &refused.body["field"]), ("not_confirmed", &json!("confirm")), "{wrong}");
    }
    // A thread of somebody else is no place in this export.
    hub.acme().receives_sms(OTHER, "Not yours").await;
    let other = owner.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    for position in [format!("{other}|"), "campaigns|x".to_owned(), "x".to_owned(), "|".to_owned()] {
        use base64::Engine;
        let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&position);
        let page = owner.get(&format!("{CONTACT}/export?cursor={cursor}")).await;
        assert_eq!(page.status(), "400 Bad Request", "{position}: {page}");
    }
    assert_eq!((owner.inbox().await.len(), receipts(&owner).await.len()), (2, 0));
    hub.settles().await;
}

#[tokio::test]
async fn receipts_come_page_by_page_newest_first_and_each_team_has_its_own() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    for n in 0..3 {
        let customer = format!("+1415555018{n}");
        hub.acme().receives_sms(&customer, "Hello").await;
        let path = format!("/api/contacts/con_{}/erase", &customer[1..]);
        assert!(owner.post(&path, json!({ "confirm": customer })).await.is_done());
    }
    hub.settles().await;
    let endings =
        |rows: &Value| rows.as_array().expect("rows").iter().map(|row| row["contact"].clone()).collect::<Vec<_>>();
    let first = owner.get("/api/erasures?limit=2").await.body;
    assert_eq!(endings(&first["erasures"]), ["…0182", "…0181"]);
    let cursor = first["nextCursor"].as_str().expect("more");
    let second = owner.get(&format!("/api/erasures?limit=2&cursor={cursor}")).await.body;
    assert_eq!((endings(&second["erasures"]), &second["nextCursor"]), (vec![json!("…0180")], &json!(null)));
    assert!(receipts(&hub.globex().person("owner").await).await.is_empty());
}
