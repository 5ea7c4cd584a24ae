//! Who said stop is not written to, and what was said can be proved.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hub_adapters::memory::MemorySendQueue;
use hub_core::address::Address;
use hub_core::carrier_account::CarrierAccount;
use hub_core::channel::ChannelClass;
use hub_core::consent::Head;
use hub_core::consent::evidence::verify;
use hub_core::flows::Ports;
use hub_core::flows::deliver_message::{Delivery, deliver_message};
use hub_core::flows::send_message::{Draft, Queued, SendError, send_message};
use hub_core::message::{Message, MessageKind, MessageStatus};
use hub_core::ports::{Carrier, CarrierAnswer, CarrierMessage, CarrierRecord, CarrierResult, SendTask};
use hub_testkit::twilio::{Fault, Inbound};
use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::{Person, TestHub};
use tokio::sync::Notify;

const CUSTOMER: &str = "+14155550123";
const CONTACT: &str = "/api/contacts/con_14155550123";
const FIRST: &str = "+12015550123";
const SECOND: &str = "+12015550166";

/// Acme with two numbers; a thread with each.
async fn two_threads(hub: &TestHub) -> Person<'_> {
    let owner = hub.acme().person("owner").await;
    let bought = owner.post("/api/numbers", json!({ "number": SECOND })).await;
    assert!(bought.is_done(), "{bought}");
    for number in [FIRST, SECOND] {
        texts(hub, number, "Hello").await;
    }
    owner
}

async fn texts(hub: &TestHub, number: &str, body: &str) {
    let delivery = hub.twilio().send_inbound(CUSTOMER, number, body).await.expect("a delivery");
    assert_eq!(delivery.status, Some(200), "{body}");
}

/// What each thread says of the customer, as the team sees it.
async fn marks(owner: &Person<'_>) -> Vec<bool> {
    owner.inbox().await.iter().map(|row| row["optedOut"].as_bool().expect("a mark")).collect()
}

async fn history(owner: &Person<'_>) -> Vec<Value> {
    let mut lines = owner.get(CONTACT).await.body["history"].as_array().expect("lines").clone();
    lines.reverse();
    lines
}

fn draft(from: Option<&str>, body: &str, kind: MessageKind) -> Draft {
    Draft {
        channel: ChannelClass::Sms,
        template: None,
        to: CUSTOMER.to_owned(),
        body: body.to_owned(),
        from: from.map(str::to_owned),
        media: Vec::new(),
        client_id: None,
        idempotency_key: None,
        author: Some("usr_acme_agent".parse().expect("an id")),
        kind,
    }
}

/// Ports whose queue nobody works off.
fn with_own_queue(hub: &TestHub) -> Ports {
    Ports { queue: Arc::new(MemorySendQueue::default()), ..(*hub.runner().hub().ports).clone() }
}

async fn accept(hub: &TestHub, ports: &Ports, draft: Draft) -> Result<Queued, SendError> {
    send_message(ports, &hub.acme().demo.tenant_id(), draft).await
}

async fn deliver(hub: &TestHub, ports: &Ports, queued: &Queued) -> Delivery {
    let tenant_id = hub.acme().demo.tenant_id();
    let task = SendTask { version: 1, tenant_id, message_id: queued.message_id.clone(), attempt: 1 };
    deliver_message(ports, hub.url(), &task).await.expect("delivered")
}

async fn status(hub: &TestHub, queued: &Queued) -> MessageStatus {
    let ports = &hub.runner().hub().ports;
    let message = ports.messages.message(&hub.acme().demo.tenant_id(), &queued.message_id).await;
    message.expect("an answer").expect("a message").status
}

/// Lets time pass until it is this hour in a zone.
fn wait_for_hour(hub: &TestHub, zone: &str, hour: i8) {
    let now = hub.runner().hub().ports.clock.now().in_tz(zone).expect("a zone");
    let wanted = now.with().hour(hour).minute(0).second(0).build().expect("a time");
    let wanted = if wanted > now { wanted } else { wanted.tomorrow().expect("a day") };
    hub.advance(wanted.timestamp().duration_since(now.timestamp()));
}

#[tokio::test]
async fn an_opt_out_holds_for_every_number_and_shows_in_every_thread() {
    let hub = TestHub::start().await;
    let owner = two_threads(&hub).await;
    texts(&hub, FIRST, "stop!").await;
    assert_eq!(marks(&owner).await, [true, true]);
    for from in [FIRST, SECOND] {
        let reply = owner.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "Hi", "from": from })).await;
        let expected = r#"403 Forbidden {"code":"opted_out","error":"Customer has opted out of SMS"}"#;
        assert_eq!(reply.to_string(), expected, "{from}");
    }
    hub.twilio().sent_nothing_to(CUSTOMER);
    texts(&hub, SECOND, "Yes").await;
    assert_eq!(marks(&owner).await, [false, false]);
    texts(&hub, SECOND, "Yes").await;
    let lines = history(&owner).await;
    let told: Vec<_> =
        lines.iter().map(|line| (line["seq"].clone(), line["kind"].clone(), line["word"].clone())).collect();
    assert_eq!(
        told,
        [(json!(1), json!("opted_out"), json!("stop!")), (json!(2), json!("opted_in"), json!("Yes"))],
        "YES is an ordinary answer for somebody who is not out"
    );
    assert_eq!((&lines[0]["ourNumber"], &lines[1]["ourNumber"]), (&json!(FIRST), &json!(SECOND)));
    assert_eq!(lines[1]["previousHash"], lines[0]["hash"]);
    hub.settles().await;
}

#[tokio::test]
async fn what_was_queued_before_the_opt_out_is_not_sent_after_it() {
    let hub = TestHub::start().await;
    let owner = two_threads(&hub).await;
    let ports = with_own_queue(&hub);
    let first = accept(&hub, &ports, draft(Some(FIRST), "One", MessageKind::Person)).await.expect("accepted");
    let second = accept(&hub, &ports, draft(Some(SECOND), "Two", MessageKind::Person)).await.expect("accepted");
    texts(&hub, SECOND, "unsubscribe").await;
    for queued in [&first, &second] {
        assert_eq!(deliver(&hub, &ports, queued).await, Delivery::Done);
        assert_eq!(status(&hub, queued).await, MessageStatus::Blocked);
    }
    let thread = owner.thread(CUSTOMER).await;
    assert!(thread.iter().any(|message| message["errorCode"] == "opted_out"), "{thread:?}");
    hub.twilio().sent_nothing_to(CUSTOMER);
    hub.settles().await;
}

/// A carrier that waits at its door.
struct Door {
    carrier: Arc<dyn Carrier>,
    is_reached: Notify,
    opens: Notify,
}

#[async_trait]
impl Carrier for Door {
    async fn sent_since(
        &self,
        account: &CarrierAccount,
        message: &Message,
        since: Timestamp,
    ) -> CarrierResult<Vec<CarrierRecord>> {
        self.carrier.sent_since(account, message, since).await
    }

    async fn send(&self, message: CarrierMessage<'_>) -> CarrierAnswer {
        self.is_reached.notify_one();
        self.opens.notified().await;
        self.carrier.send(message).await
    }
}

#[tokio::test]
async fn an_opt_out_is_acknowledged_only_when_no_text_is_on_its_way() {
    let hub = TestHub::start().await;
    two_threads(&hub).await;
    let base = with_own_queue(&hub);
    let door = Arc::new(Door { carrier: base.carrier.clone(), is_reached: Notify::new(), opens: Notify::new() });
    let ports = Ports { carrier: door.clone(), ..base };
    let queued = accept(&hub, &ports, draft(Some(FIRST), "Last words", MessageKind::Person)).await.expect("accepted");
    let worker = deliver(&hub, &ports, &queued);
    let story = async {
        door.is_reached.notified().await;
        // The worker has found nothing against the text. An opt-out by another number comes now.
        let mut stop = std::pin::pin!(texts(&hub, SECOND, "STOP"));
        let early = tokio::time::timeout(Duration::from_millis(400), &mut stop).await;
        assert!(early.is_err(), "the opt-out was acknowledged although a text had still to begin");
        door.opens.notify_one();
        stop.await;
        hub.twilio().creates_to(CUSTOMER).len()
    };
    let (_, sent_before_the_answer) = tokio::join!(worker, story);
    assert_eq!(sent_before_the_answer, 1);
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
}

#[tokio::test]
async fn a_doubtful_text_is_not_sent_again_after_an_opt_out() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm(Fault::RefuseBeforeAccept, 2);
    let (first, second) = (agent.sends(CUSTOMER, "One").await, agent.sends(CUSTOMER, "Two").await);
    hub.settles().await;
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    let tries = || hub.twilio().requests().iter().filter(|request| request.is_create()).count();
    let before = tries();
    let anyway = agent.post(&format!("/api/messages/{}/send-anyway", first.text("messageId")), json!({})).await;
    assert_snapshot!(anyway, @r#"403 Forbidden {"code":"opted_out","error":"Customer has opted out of SMS"}"#);
    assert_eq!(agent.thread(CUSTOMER).await[2]["status"], "uncertain", "the doubt stays");
    // The sweep finds out that the carrier has neither, which would send them again.
    hub.passes(SignedDuration::from_secs(130)).await;
    hub.passes(SignedDuration::from_secs(130)).await;
    let agent = hub.acme().person("agent").await;
    let thread = agent.thread(CUSTOMER).await;
    for id in [first.text("messageId"), second.text("messageId")] {
        let message = thread.iter().find(|message| message["id"] == id).expect("a message");
        assert_eq!((&message["status"], &message["errorCode"]), (&json!("blocked"), &json!("opted_out")));
    }
    assert_eq!(tries(), before);
}

#[tokio::test]
async fn the_carriers_refusal_of_an_opted_out_customer_is_a_line_of_the_ledger() {
    let hub = TestHub::start().await;
    let owner = two_threads(&hub).await;
    hub.twilio().arm_for(CUSTOMER, Fault::OptedOut21610, 1);
    owner.sends(CUSTOMER, "Are you there?").await;
    hub.settles().await;
    let lines = history(&owner).await;
    assert_eq!(
        (lines.len(), &lines[0]["cause"], &lines[0]["code"], &lines[0]["ourNumber"]),
        (1, &json!("carrier_error"), &json!("21610"), &json!(FIRST))
    );
    assert_eq!(marks(&owner).await, [true, true]);
    let other = owner.post("/api/messages/send", json!({ "to": CUSTOMER, "message": "Hi", "from": SECOND })).await;
    assert_eq!(other.code(), "opted_out");
    let reason = json!({ "reason": "They said so." });
    assert_eq!(owner.post(&format!("{CONTACT}/opt-in"), reason).await.code(), "customer_must_start");
    texts(&hub, FIRST, "UNSTOP").await;
    assert!(owner.sends(CUSTOMER, "Welcome back").await.is_done());
    hub.settles().await;
}

#[tokio::test]
async fn stops_and_starts_at_once_leave_one_chain() {
    let hub = TestHub::start().await;
    let owner = two_threads(&hub).await;
    let words = ["STOP", "START", "Stop all", "unstop", "HELP", "opt out", "revoke", "info"];
    let texts = (0..24).map(|at| texts(&hub, if at % 3 == 0 { SECOND } else { FIRST }, words[at % words.len()]));
    futures_util::future::join_all(texts).await;
    let (tenant, customer) = (hub.acme().demo.tenant_id(), Address::from_carrier(CUSTOMER));
    let ports = &hub.runner().hub().ports;
    let lines = ports.consent.entries(&tenant, &customer).await.expect("lines");
    let contact = ports.contacts.contact(&tenant, &customer).await.expect("an answer").expect("a contact");
    assert_eq!(lines.len(), 24, "each keyword has its line");
    assert_eq!(contact.head(ChannelClass::Sms), Head::of(&lines));
    assert_eq!(marks(&owner).await, [contact.is_opted_out(ChannelClass::Sms); 2]);
    let reply = owner.sends(CUSTOMER, "Hi").await;
    assert_eq!(reply.is_done(), !contact.is_opted_out(ChannelClass::Sms));
    let file = owner.get_text(&format!("{CONTACT}/consent")).await;
    assert_eq!(verify(file.as_bytes()), Ok(24));
    hub.settles().await;
}

#[tokio::test]
async fn a_keyword_delivered_many_times_is_one_line_and_one_answer() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "optOutHandling": "hub" })).await;
    let stop = hub.acme().receives_sms(CUSTOMER, "STOP").await;
    let start = hub.acme().receives_sms(CUSTOMER, "yes").await;
    let replies = json!({ "stop": "Out.", "start": "In.", "help": "Help." });
    owner.patch("/api/settings", json!({ "version": 1, "replies": replies })).await;
    for (first, text) in [(&stop, "You have been unsubscribed."), (&start, "You have been re-subscribed.")] {
        assert!(format!("{:?}", first.twiml).contains(text), "{:?}", first.twiml);
        let again = hub.twilio().redeliver(&first.sid, 20, true).await.expect("deliveries");
        assert!(again.iter().all(|delivery| delivery.twiml == first.twiml), "a repeat gets the first answer");
    }
    hub.settles().await;
    let thread = owner.thread(CUSTOMER).await;
    let told: Vec<_> = thread.iter().rev().map(|message| (&message["kind"], &message["status"])).collect();
    let (person, reply) = (json!("person"), json!("keyword_reply"));
    let (received, sent) = (json!("received"), json!("sent"));
    assert_eq!(told, [(&person, &received), (&reply, &sent), (&person, &received), (&reply, &sent)]);
    assert_eq!(thread[0]["body"], "You have been re-subscribed. Reply STOP to opt out.");
    let handled: Vec<_> = history(&owner).await.iter().map(|line| line["handledBy"].clone()).collect();
    assert_eq!(handled, [json!("hub"), json!("hub")]);
}

#[tokio::test]
async fn the_carriers_own_word_is_an_opt_out_in_any_language() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let text = Inbound::text(CUSTOMER, FIRST, "ARRÊT").with_opt_out_type("STOP");
    hub.twilio().send(text).await.expect("a delivery");
    let lines = history(&owner).await;
    assert_eq!((&lines[0]["word"], &lines[0]["handledBy"]), (&json!("ARRÊT"), &json!("provider")));
    assert_eq!(owner.sends(CUSTOMER, "Hi").await.code(), "opted_out");
    hub.settles().await;
}

#[tokio::test]
async fn a_near_match_is_settled_by_a_person_either_way() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.acme().receives_sms(CUSTOMER, "Stop. Thank you").await;
    let conversation = format!("/api/conversations/{}", agent.inbox().await[0]["id"].as_str().expect("an id"));
    let set = agent.patch(&conversation, json!({ "optOutSuspected": true })).await;
    assert_eq!(set.code(), "invalid_request", "a person takes a suspicion back and makes none");
    let dismissed = agent.patch(&conversation, json!({ "optOutSuspected": false })).await;
    assert_eq!((&dismissed.body["optOutSuspected"], &dismissed.body["optedOut"]), (&json!(false), &json!(false)));
    hub.acme().receives_sms(CUSTOMER, "Please stop").await;
    let reply = agent.post(&format!("{CONTACT}/opt-out"), json!({ "reason": "They wrote: Please stop" })).await;
    assert_eq!(reply.body["consent"]["sms"]["optedOut"], true);
    let again = agent.post(&format!("{CONTACT}/opt-out"), json!({})).await;
    assert!(again.is_done(), "who is out already stays out");
    let row = &agent.inbox().await[0];
    assert_eq!((&row["optedOut"], &row["optOutSuspected"]), (&json!(true), &json!(false)));
    assert_eq!(agent.sends(CUSTOMER, "Sorry!").await.code(), "opted_out");
    let lines = history(&agent).await;
    assert_eq!((lines.len(), &lines[0]["cause"], &lines[0]["userId"]), (1, &json!("person"), &json!("usr_acme_agent")));
    let owner = hub.acme().person("owner").await;
    let audit = owner.get("/api/audit?action=consent").await.body["entries"][0].clone();
    assert_eq!(
        (&audit["action"], &audit["actor"]["name"], &audit["target"]),
        (&json!("consent_opted_out"), &json!("Andy Agent"), &json!(CUSTOMER))
    );
    hub.settles().await;
}

#[tokio::test]
async fn a_person_records_an_opt_in_only_with_evidence_and_not_against_the_carrier() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    agent.post(&format!("{CONTACT}/opt-out"), json!({})).await;
    let opt_in = async |reason: &str| agent.post(&format!("{CONTACT}/opt-in"), json!({ "reason": reason })).await;
    assert_eq!(opt_in(" ").await.code(), "reason_missing");
    assert_eq!(opt_in(&"x".repeat(501)).await.code(), "invalid_request");
    assert_eq!(opt_in("Signed the form on Monday.").await.body["consent"]["sms"]["optedOut"], false);
    assert_eq!(history(&agent).await[1]["reason"], "Signed the form on Monday.");
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    let refused = opt_in("They called.").await;
    assert_eq!((refused.status().as_str(), refused.code()), ("409 Conflict", "customer_must_start"));
    assert_eq!(refused.body["ourNumber"], FIRST);
    agent.post(&format!("{CONTACT}/opt-out"), json!({})).await;
    assert_eq!(opt_in("They called.").await.code(), "customer_must_start", "a person's opt-out hides no block");
    // Where the hub answers, the carrier blocks nothing.
    let owner = hub.acme().person("owner").await;
    hub.acme().receives_sms(CUSTOMER, "START").await;
    owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "optOutHandling": "hub" })).await;
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    assert!(opt_in("They called.").await.is_done());
    hub.settles().await;
}

#[tokio::test]
async fn evidence_is_exported_checked_and_audited() {
    let hub = TestHub::start().await;
    let owner = two_threads(&hub).await;
    for word in ["STOP", "HELP", "START", " =end\u{a0}"] {
        texts(&hub, FIRST, word).await;
    }
    let json = owner.get_text(&format!("{CONTACT}/consent")).await;
    let csv = owner.get_text(&format!("{CONTACT}/consent?format=csv")).await;
    assert_eq!((verify(json.as_bytes()), verify(csv.as_bytes())), (Ok(4), Ok(4)));
    let broken = |file: &str| verify(file.as_bytes()).expect_err("a finding").to_string();
    assert_eq!(broken(&csv.replace("help_requested", "opted_in")), "Line 3 (sms number 2) was changed.");
    let without_third: String =
        csv.lines().enumerate().filter(|(at, _)| *at != 3).map(|(_, line)| format!("{line}\n")).collect();
    assert_eq!(broken(&without_third), "sms number 3 is missing before Line 4 (sms number 4).");
    let audit = owner.get("/api/audit?action=consent_exported").await.body["entries"].clone();
    let head = owner.get(CONTACT).await.body["history"][0]["hash"].as_str().expect("a hash").to_owned();
    for (line, format) in [(&audit[1], "json"), (&audit[0], "csv")] {
        assert_eq!((&line["details"]["format"], &line["target"]), (&json!(format), &json!(CUSTOMER)));
        assert_eq!(line["details"]["sms"], format!("4 {head}"));
    }
    let viewer = hub.acme().person("viewer").await;
    assert_eq!(viewer.get(&format!("{CONTACT}/consent")).await.code(), "read_only");
    assert!(viewer.get(CONTACT).await.is_done(), "a viewer sees the contact");
    assert_eq!(owner.get(&format!("{CONTACT}/consent?format=pdf")).await.code(), "invalid_request");
    for id in ["con_19995550100", "con_x", "x"] {
        assert_eq!(owner.get(&format!("/api/contacts/{id}/consent")).await.code(), "not_found", "{id}");
    }
    hub.settles().await;
}

#[tokio::test]
async fn a_name_shows_in_every_thread_of_the_contact() {
    let hub = TestHub::start().await;
    let owner = two_threads(&hub).await;
    let names = async || -> Vec<Value> { owner.inbox().await.iter().map(|row| row["contactName"].clone()).collect() };
    let named = owner.patch(CONTACT, json!({ "name": " Ada Lovelace " })).await;
    assert_eq!(
        (&named.body["name"], named.body["conversations"].as_array().map(Vec::len)),
        (&json!("Ada Lovelace"), Some(2))
    );
    assert_eq!(names().await, [json!("Ada Lovelace"), json!("Ada Lovelace")]);
    let conversation = owner.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    let renamed =
        owner.patch(&format!("/api/conversations/{conversation}"), json!({ "contactName": "Ada King" })).await;
    assert_eq!(renamed.body["contactName"], "Ada King");
    assert_eq!(names().await, [json!("Ada King"), json!("Ada King")]);
    owner.post("/api/numbers", json!({ "number": "+12015550167" })).await;
    texts(&hub, "+12015550167", "Hello again").await;
    assert_eq!(names().await, vec![json!("Ada King"); 3], "a new thread knows the name");
    owner.patch(CONTACT, json!({ "name": null })).await;
    assert_eq!(names().await, vec![json!(null); 3]);
    assert_eq!(owner.patch(CONTACT, json!({ "name": "x".repeat(121) })).await.code(), "invalid_request");
    hub.acme().receives_sms("DENTIST", "Your code is 1234").await;
    let code = owner.patch("/api/contacts/con_x44454e54495354", json!({ "name": "Lab" })).await;
    assert_eq!((&code.body["name"], &code.body["address"]), (&json!("Lab"), &json!("DENTIST")));
    hub.settles().await;
}

#[tokio::test]
async fn a_preflight_answers_what_a_send_would() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let ask = async |body: Value| agent.post("/api/messages/preflight", body).await.body;
    let plain = ask(json!({ "to": "(415) 555-0123", "message": "Hello" })).await;
    assert_snapshot!(plain, @r#"{"allowed":true,"characters":5,"encoding":"GSM-7","price":{"country":"US","currency":"USD","perSegment":"0.0083","total":"0.0083"},"segments":1,"to":"+14155550123"}"#);
    let curly = ask(json!({ "to": CUSTOMER, "message": format!("It{}s {}", '\u{2019}', "x".repeat(80)) })).await;
    assert_eq!(
        (&curly["encoding"], &curly["segments"], &curly["forcedBy"], &curly["price"]["total"]),
        (&json!("UCS-2"), &json!(2), &json!({ "character": "\u{2019}", "position": 2 }), &json!("0.0166"))
    );
    let abroad = ask(json!({ "to": "+4915123456789", "message": "Hallo" })).await;
    assert_eq!((&abroad["allowed"], &abroad["price"]), (&json!(true), &Value::Null), "no price is guessed");
    for (body, reason) in [
        (json!({ "to": "12", "message": "Hi" }), "invalid_number"),
        (json!({ "to": CUSTOMER, "message": "" }), "message_empty"),
        (json!({ "to": CUSTOMER, "message": "x".repeat(1_601) }), "message_too_long"),
        (json!({ "to": CUSTOMER, "message": "Hi", "from": "+14155550199" }), "unverified_sender"),
    ] {
        let answer = ask(body).await;
        assert_eq!((&answer["allowed"], &answer["reason"]), (&json!(false), &json!(reason)));
        assert!(answer["message"].is_string(), "{reason} has a sentence");
    }
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    let out = ask(json!({ "to": CUSTOMER, "message": "Hi" })).await;
    assert_eq!((&out["reason"], &out["message"]), (&json!("opted_out"), &json!("Customer has opted out of SMS")));
    assert_eq!(agent.thread(CUSTOMER).await.len(), 1, "nothing is stored");
    hub.settles().await;
}

#[tokio::test]
async fn automated_texts_keep_the_quiet_hours_of_their_recipient() {
    let hub = TestHub::start().await;
    // 22:00 in New York is 19:00 in San Francisco, where the customer's number is from.
    wait_for_hour(&hub, "America/New_York", 22);
    let agent = hub.acme().person("agent").await;
    let ask = async |to: &str, kind: &str| {
        agent.post("/api/messages/preflight", json!({ "to": to, "message": "Hi", "kind": kind })).await.body
    };
    let quiet = ask("+12015550150", "campaign").await;
    assert_eq!((&quiet["allowed"], &quiet["reason"]), (&json!(false), &json!("quiet_hours")));
    let until: Timestamp = quiet["until"].as_str().expect("a time").parse().expect("a time");
    assert_eq!(until.in_tz("America/New_York").expect("a zone").hour(), 8);
    assert_eq!(ask(CUSTOMER, "campaign").await["allowed"], true, "it is day where the customer is");
    assert_eq!(ask("+12015550150", "person").await["allowed"], true, "a person's own words may go out");
    // A tenant's own zone counts for a number that is nowhere.
    assert_eq!(ask("+18005550123", "reminder").await["reason"], "quiet_hours");

    let ports = with_own_queue(&hub);
    wait_for_hour(&hub, "America/Los_Angeles", 20);
    let queued = accept(&hub, &ports, draft(None, "Sale!", MessageKind::Campaign)).await.expect("accepted");
    wait_for_hour(&hub, "America/Los_Angeles", 22);
    assert_eq!(deliver(&hub, &ports, &queued).await, Delivery::Done);
    assert_eq!(status(&hub, &queued).await, MessageStatus::Queued, "it waits");
    hub.twilio().sent_nothing_to(CUSTOMER);
    hub.passes(SignedDuration::from_hours(9)).await;
    assert_eq!(status(&hub, &queued).await, MessageStatus::Queued, "still quiet");
    hub.passes(SignedDuration::from_hours(1) + SignedDuration::from_mins(1)).await;
    assert_eq!(status(&hub, &queued).await, MessageStatus::Delivered);
}

#[tokio::test]
async fn of_automated_texts_at_once_one_an_hour_goes_out() {
    let hub = TestHub::start().await;
    wait_for_hour(&hub, "America/Los_Angeles", 10);
    two_threads(&hub).await;
    let ports = with_own_queue(&hub);
    let mut waiting = Vec::new();
    for at in 0..6 {
        let from = if at % 2 == 0 { FIRST } else { SECOND };
        let kind = [MessageKind::Campaign, MessageKind::Reminder, MessageKind::FollowUp][at % 3];
        waiting.push(accept(&hub, &ports, draft(Some(from), &format!("Text {at}"), kind)).await.expect("accepted"));
    }
    futures_util::future::join_all(waiting.iter().map(|queued| deliver(&hub, &ports, queued))).await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 1);
    let refused = accept(&hub, &ports, draft(None, "One more", MessageKind::Campaign)).await;
    assert!(matches!(refused, Err(SendError::Refused(refusal)) if refusal.code() == "rate_limited"));
    let person = accept(&hub, &ports, draft(None, "See you!", MessageKind::Person)).await.expect("accepted");
    deliver(&hub, &ports, &person).await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 2, "a person may always answer");
    hub.passes(SignedDuration::from_mins(59)).await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 2);
    hub.passes(SignedDuration::from_mins(2)).await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 3);
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    hub.passes(SignedDuration::from_mins(61)).await;
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 3, "the rest waits for nobody any more");
    for queued in &waiting {
        assert!(matches!(status(&hub, queued).await, MessageStatus::Delivered | MessageStatus::Blocked));
    }
}
