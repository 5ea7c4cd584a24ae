//! Customers write on WhatsApp, and we answer within its rules.

use std::sync::Arc;

use hub_adapters::memory::MemorySendQueue;
use hub_core::channel::ChannelClass;
use hub_core::flows::Ports;
use hub_core::flows::send_message::{Draft, Queued, SendError, send_message};
use hub_core::message::MessageKind;
use hub_testkit::twilio::{Attachment, Fault, Inbound, sign};
use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Person, Reply, TestHub};

const CUSTOMER: &str = "+14155550123";
const ON_WHATSAPP: &str = "whatsapp:+14155550123";
const REMINDER: &str = "HX11111111111111111111111111111111";
const PENDING: &str = "HX33333333333333333333333333333333";
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

async fn writes(person: &Person<'_>, message: &str) -> Reply {
    let text = json!({ "to": CUSTOMER, "message": message, "channel": "whatsapp" });
    person.post("/api/messages/send", text).await
}

async fn fills(person: &Person<'_>, sid: &str, variables: Value) -> Reply {
    let template = json!({ "sid": sid, "variables": variables });
    person.post("/api/messages/send", json!({ "to": CUSTOMER, "channel": "whatsapp", "template": template })).await
}

fn full() -> Value {
    json!({ "1": "Zoë", "2": "Friday" })
}

/// The customer's thread on a channel.
async fn thread(person: &Person<'_>, channel: &str) -> (Value, Vec<Value>) {
    let inbox = person.inbox().await;
    let thread = inbox.into_iter().find(|row| row["theirAddress"] == CUSTOMER && row["channel"] == channel);
    let thread = thread.unwrap_or_else(|| panic!("no thread on {channel}"));
    let id = thread["id"].as_str().unwrap_or_default().to_owned();
    let messages = person.messages_in(&id).await;
    (thread, messages)
}

#[tokio::test]
async fn a_message_comes_in_with_its_name_and_an_answer_goes_out() {
    let hub = TestHub::start().await;
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë 🌵", "Are you open?").await;
    hub.acme().receives_sms(CUSTOMER, "And by text?").await;
    let agent = hub.acme().person("agent").await;
    let (conversation, messages) = thread(&agent, "whatsapp").await;
    assert_eq!(
        (&conversation["ourNumber"], &conversation["contactName"], &conversation["inboundCount"]),
        (&json!("+12015550190"), &json!("Zoë 🌵"), &json!(1))
    );
    assert_eq!((&messages[0]["body"], &messages[0]["channel"]), (&json!("Are you open?"), &json!("whatsapp")));
    let (texts, _) = thread(&agent, "sms").await;
    assert_ne!(texts["id"], conversation["id"], "each channel has a conversation of its own");
    assert_eq!(texts["contactName"], "Zoë 🌵", "and the contact is one");

    assert_snapshot!(writes(&agent, "Until six.").await.status(), @"202 Accepted");
    hub.settles().await;
    let sent = hub.twilio().creates_to(ON_WHATSAPP);
    assert_eq!(
        (sent.len(), sent[0].body.as_str(), sent[0].from.as_deref()),
        (1, "Until six.", Some("whatsapp:+12015550190"))
    );
    let (_, messages) = thread(&agent, "whatsapp").await;
    assert_eq!((&messages[0]["status"], &messages[0]["to"]), (&json!("delivered"), &json!(CUSTOMER)));
    assert_eq!(hub.twilio().creates_to(CUSTOMER).len(), 0, "nothing went out as a text");
}

#[tokio::test]
async fn a_name_that_the_team_gave_stays() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hi").await;
    let agent = hub.acme().person("agent").await;
    let renamed = agent.patch("/api/contacts/con_14155550123", json!({ "name": "Ms. Miller" })).await;
    assert!(renamed.is_done(), "{renamed}");
    hub.acme().receives_whatsapp(CUSTOMER, "zoe1990", "Hi again").await;
    hub.acme().receives_whatsapp(CUSTOMER, "zoe1990", "And again").await;
    for channel in ["sms", "whatsapp"] {
        assert_eq!(thread(&agent, channel).await.0["contactName"], "Ms. Miller", "{channel}");
    }
}

#[tokio::test]
async fn a_name_reaches_the_threads_that_had_none() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hi").await;
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "Hi").await;
    let agent = hub.acme().person("agent").await;
    assert_eq!(thread(&agent, "sms").await.0["contactName"], "Zoë");
}

#[tokio::test]
async fn a_doubled_webhook_is_stored_once_and_a_picture_comes_along() {
    let hub = TestHub::start().await;
    let picture = Inbound::text(ON_WHATSAPP, "whatsapp:+12015550190", "Look").with_attachment(Attachment::picture(7));
    let delivery = hub.twilio().send(picture).await.expect("delivered");
    let again = hub.twilio().redeliver(&delivery.sid, 3, true).await.expect("delivered again");
    assert!(again.iter().all(|answer| answer.status == Some(200) && answer.problems.is_empty()), "{again:?}");
    hub.settles().await;
    let agent = hub.acme().person("agent").await;
    let (conversation, messages) = thread(&agent, "whatsapp").await;
    assert_eq!((messages.len(), &conversation["inboundCount"]), (1, &json!(1)));
    assert_eq!(messages[0]["media"][0]["state"], "ready");
}

#[tokio::test]
async fn an_unverified_webhook_is_refused() {
    let hub = TestHub::start().await;
    let url = format!("{}/webhooks/twilio/whatsapp", hub.url());
    let form = |to: &str| {
        [("Body", "Hi"), ("From", ON_WHATSAPP), ("MessageSid", "SM00000000000000000000000000000001"), ("To", to)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    };
    let acme = hub.acme().demo;
    let (ours, text_number, nobodys) =
        (form("whatsapp:+12015550190"), form("whatsapp:+12015550123"), form("whatsapp:+12015550999"));
    for (form, token, why) in [
        (&ours, "another-token", "another token"),
        (&ours, hub.globex().demo.auth_token, "another tenant's token"),
        (&text_number, acme.auth_token, "a number that is no sender on WhatsApp"),
        (&nobodys, acme.auth_token, "a sender that nobody has"),
    ] {
        let request = hub.http().post(&url).form(form).header("X-Twilio-Signature", sign(token, &url, form));
        assert_eq!(request.send().await.expect("an answer").status().as_u16(), 403, "{why}");
    }
    let unsigned = hub.http().post(&url).form(&ours).send().await.expect("an answer");
    assert_eq!(unsigned.status().as_u16(), 403);
    assert!(hub.acme().person("agent").await.inbox().await.is_empty());
    let request = hub.http().post(&url).form(&ours).header("X-Twilio-Signature", sign(acme.auth_token, &url, &ours));
    assert_eq!(request.send().await.expect("an answer").status().as_u16(), 200);
    assert_eq!(hub.acme().person("agent").await.inbox().await.len(), 1);
    assert!(hub.globex().person("owner").await.inbox().await.is_empty());
}

#[tokio::test]
async fn a_read_receipt_is_shown() {
    let hub = TestHub::start().await;
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "Hi").await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm_for(ON_WHATSAPP, Fault::UnknownStatus("read".to_owned()), 1);
    assert!(writes(&agent, "Hello").await.is_done());
    hub.settles().await;
    assert_eq!(thread(&agent, "whatsapp").await.1[0]["status"], "read");
}

#[tokio::test]
async fn a_stop_counts_for_its_channel_only() {
    let hub = TestHub::start().await;
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "Hi").await;
    hub.acme().receives_sms(CUSTOMER, "Hi").await;
    let agent = hub.acme().person("agent").await;
    let marks = async || {
        let mut marks = Vec::new();
        for channel in ["sms", "whatsapp"] {
            marks.push(thread(&agent, channel).await.0["optedOut"] == true);
        }
        marks
    };
    let stop = hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "STOP").await;
    assert_eq!(stop.replies, ["You have been unsubscribed. Reply START to opt back in."], "nobody else answers there");
    assert_eq!(marks().await, [false, true]);
    let reply = writes(&agent, "Hello?").await;
    assert_snapshot!(reply, @r#"403 Forbidden {"code":"opted_out","error":"Customer has opted out of WhatsApp"}"#);
    assert_snapshot!(fills(&agent, REMINDER, full()).await.code(), @"opted_out");
    assert!(agent.sends(CUSTOMER, "By text then").await.is_done());

    hub.settles().await;
    hub.acme().receives_sms(CUSTOMER, "STOP").await;
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "START").await;
    assert_eq!(marks().await, [true, false]);
    assert!(writes(&agent, "Welcome back").await.is_done());
    assert_snapshot!(agent.sends(CUSTOMER, "And by text?").await.code(), @"opted_out");
    hub.settles().await;
    assert_eq!((hub.twilio().creates_to(CUSTOMER).len(), hub.twilio().creates_to(ON_WHATSAPP).len()), (1, 1));
}

#[tokio::test]
async fn outside_the_window_only_a_template_goes() {
    let hub = TestHub::start().await;
    hub.holds_time();
    let agent = hub.acme().person("agent").await;
    assert_snapshot!(writes(&agent, "Hi").await, @r#"409 Conflict {"code":"template_required","error":"The customer has not written here yet. Begin with an approved template."}"#);
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "Hi").await;
    hub.advance(A_DAY - SignedDuration::from_millis(1));
    let agent = hub.acme().person("agent").await;
    assert!(writes(&agent, "In time").await.is_done());
    hub.settles().await;
    hub.advance(SignedDuration::from_millis(1));
    let refused = writes(&agent, "Too late").await;
    assert_snapshot!(refused, @r#"409 Conflict {"code":"window_closed","error":"The customer last wrote more than 24 hours ago. Send an approved template instead."}"#);
    let question = json!({ "to": CUSTOMER, "message": "Too late", "channel": "whatsapp" });
    let asked = agent.post("/api/messages/preflight", question).await;
    assert_eq!((&asked.body["allowed"], &asked.body["reason"]), (&json!(false), &json!("window_closed")));

    let sent = fills(&agent, REMINDER, full()).await;
    assert_snapshot!(sent.status(), @"202 Accepted");
    hub.settles().await;
    let create = hub.twilio().requests().into_iter().rev().find(|request| request.path.ends_with("/Messages.json"));
    let params = create.expect("a create").params;
    let value = |name: &str| params.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    assert_eq!((value("ContentSid").as_deref(), value("Body")), (Some(REMINDER), None));
    assert_eq!(value("ContentVariables").as_deref(), Some(r#"{"1":"Zoë","2":"Friday"}"#));
    let (_, messages) = thread(&agent, "whatsapp").await;
    let rendered = "Hello Zoë, this is Acme Dental. You have an appointment on Friday. Please reply to confirm.";
    assert_eq!((&messages[0]["body"], &messages[0]["status"]), (&json!(rendered), &json!("delivered")));
    let used = json!({ "sid": REMINDER, "name": "appointment_reminder", "variables": full() });
    assert_eq!(messages[0]["template"], used);

    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "Confirmed").await;
    assert!(writes(&agent, "See you").await.is_done(), "an answer opens the window");
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(ON_WHATSAPP).len(), 3);
}

/// A text that is stored while nobody takes it from the queue.
async fn stored_unseen(hub: &TestHub) -> Result<Queued, SendError> {
    let unwatched = Ports { queue: Arc::new(MemorySendQueue::default()), ..(*hub.runner().hub().ports).clone() };
    let acme = hub.acme().demo;
    let draft = Draft {
        to: CUSTOMER.to_owned(),
        body: "Written in time".to_owned(),
        from: None,
        media: Vec::new(),
        client_id: None,
        idempotency_key: None,
        author: Some("usr_acme_agent".parse().expect("an id")),
        kind: MessageKind::Person,
        channel: ChannelClass::Whatsapp,
        template: None,
    };
    send_message(&unwatched, &acme.tenant_id(), draft).await
}

#[tokio::test]
async fn a_window_that_closes_while_a_text_waits_holds_it_back() {
    let hub = TestHub::start().await;
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "Hi").await;
    stored_unseen(&hub).await.expect("taken");
    hub.passes(A_DAY).await;
    let (_, messages) = thread(&hub.acme().person("agent").await, "whatsapp").await;
    assert_eq!(
        (&messages[0]["status"], &messages[0]["errorCode"]),
        (&json!("blocked"), &json!("window_closed")),
        "the worker asks again"
    );
    hub.twilio().sent_nothing_to(ON_WHATSAPP);
}

#[tokio::test]
async fn what_whatsapp_refuses_is_said_in_plain_words() {
    let hub = TestHub::start().await;
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "Hi").await;
    hub.twilio().arm_for(ON_WHATSAPP, Fault::Undelivered { error_code: 63016 }, 1);
    let agent = hub.acme().person("agent").await;
    assert!(writes(&agent, "Hello").await.is_done());
    hub.settles().await;
    hub.twilio().arm_for(ON_WHATSAPP, Fault::Refused { code: 63007 }, 1);
    assert!(writes(&agent, "Hello again").await.is_done());
    hub.settles().await;
    let (_, messages) = thread(&agent, "whatsapp").await;
    let said = |index: usize| {
        format!("{} {} {}", messages[index]["status"], messages[index]["errorCode"], messages[index]["errorMessage"])
    };
    assert_snapshot!(said(1), @r#""undelivered" "63016" "The 24 hours for free texts on WhatsApp are over. Send an approved template.""#);
    assert_snapshot!(said(0), @r#""failed" "63007" "Your WhatsApp sender doesn't exist in Twilio, or is switched off.""#);
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_at_the_prefixed_addresses() {
    let hub = TestHub::without_sweeps().await;
    hub.acme().receives_whatsapp(CUSTOMER, "Zoë", "Hi").await;
    let agent = hub.acme().person("agent").await;
    hub.twilio().arm_for(ON_WHATSAPP, Fault::AcceptThenCut, 1);
    hub.twilio().arm_for(ON_WHATSAPP, Fault::NoCallbacks, 1);
    assert!(fills(&agent, REMINDER, full()).await.is_done());
    hub.settles().await;
    assert_eq!(thread(&agent, "whatsapp").await.1[0]["status"], "uncertain");
    hub.passes(SignedDuration::from_mins(3)).await;
    let (_, messages) = thread(&agent, "whatsapp").await;
    assert!(messages[0]["sid"].is_string(), "{}", messages[0]);
    assert_eq!(hub.twilio().creates_to(ON_WHATSAPP).len(), 1, "found, not sent again");
}

#[tokio::test]
async fn a_template_is_sent_only_as_it_was_approved() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let unknown = "HX99999999999999999999999999999999";
    let missing = json!({ "1": "Zoë" });
    let surplus = json!({ "1": "Zoë", "2": "Friday", "3": "x" });
    let lines = json!({ "1": "Zoë", "2": "Fri\nday" });
    for (sid, variables, expected) in [
        (unknown, full(), "400 unknown_template"),
        (PENDING, json!({ "1": "Zoë" }), "409 template_not_approved"),
        (REMINDER, missing, "400 template_variable_missing"),
        (REMINDER, surplus, "400 template_variable_unknown"),
        (REMINDER, lines, "400 template_variable_invalid"),
    ] {
        let reply = fills(&agent, sid, variables).await;
        assert_eq!(format!("{} {}", &reply.status()[..3], reply.code()), expected);
    }
    let template = json!({ "sid": REMINDER, "variables": full() });
    for wrong in [
        json!({ "to": CUSTOMER, "template": template }),
        json!({ "to": CUSTOMER, "template": template, "channel": "whatsapp", "message": "And this" }),
    ] {
        assert_eq!(agent.post("/api/messages/send", wrong).await.code(), "template_not_alone");
    }
    hub.twilio().sent_nothing_to(ON_WHATSAPP);
    let globex = hub.globex().person("owner").await;
    assert_snapshot!(fills(&globex, REMINDER, full()).await.code(), @"unknown_template");
}

#[tokio::test]
async fn templates_are_synced_and_listed_in_pages() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let synced = owner.post("/api/whatsapp/templates/sync", json!({})).await;
    assert_snapshot!(synced, @r#"200 OK {"templates":3}"#);
    let first = owner.get("/api/whatsapp/templates?limit=2").await;
    assert_eq!(first.body["templates"].as_array().map(Vec::len), Some(2));
    let templates = owner.rows("/api/whatsapp/templates", "templates").await;
    let shown: Vec<_> =
        templates.iter().map(|row| format!("{} {} {}", row["name"], row["status"], row["isSendable"])).collect();
    assert_eq!(
        shown,
        [
            r#""appointment_reminder" "approved" true"#,
            r#""get_in_touch" "approved" true"#,
            r#""spring_offer" "pending" false"#
        ]
    );
    assert_eq!(templates[0]["variables"][1], json!({ "name": "2", "example": "Monday at 3 pm" }));
    let globex = hub.globex().person("owner").await;
    assert!(globex.rows("/api/whatsapp/templates", "templates").await.is_empty());
    assert!(globex.post("/api/whatsapp/templates/sync", json!({})).await.is_done());
    assert!(globex.rows("/api/whatsapp/templates", "templates").await.is_empty());
    assert_eq!(owner.rows("/api/whatsapp/templates", "templates").await.len(), 3);
}

#[tokio::test]
async fn an_owner_takes_in_a_sender_of_the_account() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let add = async |person: &Person<'_>, number: &str| {
        let reply = person.post("/api/whatsapp/senders", json!({ "number": number, "label": "Sales" })).await;
        format!("{} {}", &reply.status()[..3], reply.code())
    };
    assert_eq!(add(&owner, "12015550191").await, "400 invalid_number");
    assert_eq!(add(&owner, "+12015550199").await, "404 not_found", "the account has no such sender");
    assert_eq!(add(&hub.globex().person("owner").await, "+12015550191").await, "404 not_found", "nor has another's");
    assert_eq!(add(&owner, "+12015550191").await, "201 ");
    assert_eq!(add(&owner, "+12015550191").await, "201 ", "a repeat changes nothing");
    let to = "whatsapp:+12015550191";
    let delivery = hub.twilio().send(Inbound::text(ON_WHATSAPP, to, "Hi")).await.expect("delivered");
    assert_eq!(delivery.status, Some(200), "its webhook leads to the hub");
    let numbers = owner.get("/api/numbers").await;
    let numbers = numbers.body["numbers"].as_array().expect("numbers");
    let sender = numbers.iter().find(|row| row["number"] == "+12015550191").expect("the sender");
    assert_eq!(
        (&sender["channel"], &sender["id"], &sender["label"]),
        (&json!("whatsapp"), &json!("wa_12015550191"), &json!("Sales"))
    );
    let audit = owner.get("/api/audit?limit=5").await;
    let line = audit.body["entries"]
        .as_array()
        .and_then(|lines| lines.iter().find(|line| line["action"] == "number_imported"));
    let line = line.expect("a line");
    assert_eq!((&line["target"], &line["details"]["channel"]), (&json!("+12015550191"), &json!("whatsapp")));

    let gone = owner.delete("/api/numbers/wa_12015550191?confirm=%2B12015550191").await;
    assert_snapshot!(gone.status(), @"204 No Content");
    assert_eq!(add(&owner, "+12015550191").await, "201 ", "the account still has it");
}
