//! What is done with a call afterwards: a text, its words as a file, who the customers are.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tests::{Person, Reply, TestHub};

const CALLER: &str = "+14155550123";

/// Moves on to noon in California.
fn at_noon(hub: &TestHub) {
    let now = hub.now().to_zoned(TimeZone::get("America/Los_Angeles").expect("a zone"));
    let noon = now.tomorrow().and_then(|day| day.with().hour(12).minute(0).build()).expect("a noon");
    hub.advance(noon.timestamp().duration_since(hub.now()));
}

async fn missed(hub: &TestHub, sid: &str, from: &str) -> String {
    hub.acme().is_called(sid, from).await.ends("no-answer", "0").await;
    hub.settles().await;
    let owner = hub.acme().person("owner").await;
    owner.rows("/api/calls", "calls").await[0]["id"].as_str().expect("an id").to_owned()
}

async fn follows_up(hub: &TestHub, person: &Person<'_>, call: &str, text: &str, key: &str) -> Reply {
    let token = person.token().expect("a token");
    let request = hub.http().post(format!("{}/api/calls-dashboard/{call}/followup", hub.url())).bearer_auth(token);
    let request = request.header("idempotency-key", key).json(&json!({ "message": text }));
    Reply::of(request.send().await.expect("an answer")).await
}

#[tokio::test]
async fn a_follow_up_goes_out_once_from_the_number_that_was_called() {
    let hub = TestHub::start().await;
    at_noon(&hub);
    let agent = hub.acme().person("agent").await;
    let call = missed(&hub, "CA01", CALLER).await;
    let sent = follows_up(&hub, &agent, &call, " Sorry that we missed you. ", "one").await;
    assert_eq!((sent.status().as_str(), &sent.body["success"]), ("202 Accepted", &json!(true)));
    assert_eq!(sent.body["phone"], CALLER);
    let again = follows_up(&hub, &agent, &call, "Sorry that we missed you.", "one").await;
    assert_eq!(again.body, sent.body, "the first answer");
    assert_eq!(follows_up(&hub, &agent, &call, "Something else", "one").await.code(), "idempotency_key_reused");
    hub.settles().await;
    let creates = hub.twilio().creates();
    assert_eq!(creates.len(), 1);
    let thread = agent.thread(CALLER).await;
    let text = thread.iter().find(|entry| entry["body"] == "Sorry that we missed you.").expect("in the thread");
    assert_eq!(
        (&text["from"], &text["to"], &text["kind"]),
        (&json!("+12015550123"), &json!(CALLER), &json!("follow_up"))
    );
    assert_eq!(text["id"], sent.body["messageId"]);
    let owner = hub.acme().person("owner").await;
    let audit = owner.rows("/api/audit?action=call_followed_up", "entries").await;
    assert_eq!(audit.len(), 1, "a repeat adds no line");
    assert_eq!((&audit[0]["actor"]["name"], &audit[0]["target"]), (&json!("Andy Agent"), &json!(CALLER)));
    assert_eq!(follows_up(&hub, &agent, &call, "And another", "two").await.code(), "rate_limited", "one in an hour");
}

#[tokio::test]
async fn a_follow_up_that_may_not_be_sent_says_why() {
    let hub = TestHub::start().await;
    at_noon(&hub);
    let agent = hub.acme().person("agent").await;
    let call = missed(&hub, "CA01", CALLER).await;
    let path = format!("/api/calls-dashboard/{call}/followup");
    let follow = async |body: Value| agent.post(&path, body).await;
    let length = r#"400 Bad Request {"code":"invalid_request","error":"A follow-up has 1 to 160 characters.","field":"message"}"#;
    assert_eq!(follow(json!({ "message": "x".repeat(161) })).await.to_string(), length);
    assert_eq!(follow(json!({ "message": "  " })).await.to_string(), length);
    assert_eq!(follow(json!({})).await.code(), "invalid_request");
    let unknown = agent.post("/api/calls-dashboard/call_x/followup", json!({ "message": "x" })).await;
    assert_eq!(unknown.code(), "not_found");
    let viewer = hub.acme().person("viewer").await;
    assert_eq!(viewer.post(&path, json!({ "message": "x" })).await.code(), "read_only");
    let withheld = missed(&hub, "CA02", "+266696687").await;
    let refused = agent.post(&format!("/api/calls-dashboard/{withheld}/followup"), json!({ "message": "x" })).await;
    assert_eq!(refused.code(), "invalid_number");
    hub.advance(SignedDuration::from_hours(11));
    assert_eq!(follow(json!({ "message": "At night" })).await.code(), "quiet_hours");
    hub.acme().receives_sms(CALLER, "STOP").await;
    hub.settles().await;
    let refused = follow(json!({ "message": "Hello" })).await;
    assert_eq!(refused.to_string(), r#"403 Forbidden {"code":"opted_out","error":"Customer has opted out of SMS"}"#);
    hub.settles().await;
    assert_eq!(hub.twilio().creates().len(), 0);
}

#[tokio::test]
async fn a_transcript_is_exported_as_a_text_file() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let call = hub.acme().has_a_voicemail("CA01", CALLER, "med_one").await;
    let bare = missed(&hub, "CA02", CALLER).await;
    let path = |call: &str| format!("{}/api/calls-dashboard/{call}/transcript/export", hub.url());
    let token = agent.token().expect("a token");
    let export = async |call: &str, body: Value| {
        hub.http().post(path(call)).bearer_auth(token).json(&body).send().await.expect("an answer")
    };
    let file = export(&call, json!({ "format": "txt" })).await;
    assert_eq!(file.status().as_u16(), 200);
    let header = |name: &str| file.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "text/plain; charset=utf-8");
    let disposition = header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\"transcript-20"), "{disposition}");
    let text = file.text().await.expect("text");
    assert!(text.contains("Organization: Acme Dental\nFrom: +14155550123\nTo: +12015550123\n"), "{text}");
    assert!(text.ends_with("\n\nPrivate words.\n"), "{text}");
    assert_eq!(export(&call, json!({ "format": "pdf" })).await.status().as_u16(), 400);
    assert_eq!(export(&call, json!({})).await.status().as_u16(), 400);
    assert_eq!(export(&bare, json!({ "format": "txt" })).await.status().as_u16(), 404);
    let owner = hub.acme().person("owner").await;
    let audit = owner.rows("/api/audit?action=call_transcript_exported", "entries").await;
    assert_eq!(audit.len(), 1);
    assert_eq!(audit[0]["details"]["callId"], call);
}

#[tokio::test]
async fn customers_are_those_of_every_channel_of_the_last_month() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    acme.receives_sms("+14155550101", "Long ago").await;
    hub.advance(SignedDuration::from_hours(24 * 31));
    acme.receives_sms(CALLER, "Hello").await;
    hub.advance(SignedDuration::from_mins(1));
    missed(&hub, "CA01", "+14155550102").await;
    hub.advance(SignedDuration::from_mins(1));
    acme.receives_whatsapp(CALLER, "Ada", "Hello there").await;
    hub.settles().await;
    let agent = hub.acme().person("agent").await;
    let rows = async || {
        let customers = agent.rows("/api/calls/customers", "customers").await;
        let row = |customer: &Value| {
            let channels: Vec<_> =
                customer["conversations"].as_array().into_iter().flatten().map(|c| &c["channel"]).collect();
            format!("{} {}", customer["phoneNumber"], json!(channels))
        };
        customers.iter().map(row).collect::<Vec<_>>()
    };
    let expected = [r#""+14155550123" ["whatsapp","sms"]"#, r#""+14155550102" ["sms"]"#];
    assert_eq!(rows().await, expected);
    let thread = agent.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    agent.patch(&format!("/api/conversations/{thread}"), json!({ "state": "closed" })).await;
    assert_eq!(rows().await, expected, "closed ones too");
    for number in 0..35 {
        acme.receives_sms(&format!("+141555502{number:02}"), "Hello").await;
    }
    hub.settles().await;
    let many = rows().await;
    assert_eq!((many.len(), many[0].as_str()), (30, r#""+14155550234" ["sms"]"#));
}

#[tokio::test]
async fn the_list_finds_calls_by_name_and_number() {
    let hub = TestHub::start().await;
    let (acme, agent) = (hub.acme(), hub.acme().person("agent").await);
    acme.receives_sms(CALLER, "Hello").await;
    hub.settles().await;
    agent.patch("/api/contacts/con_14155550123", json!({ "name": "Ada Lovelace" })).await;
    missed(&hub, "CA01", CALLER).await;
    missed(&hub, "CA02", "+14155550177").await;
    for (query, expected) in [
        ("customer=lovelace", vec![CALLER]),
        ("customer=0177", vec!["+14155550177"]),
        ("customer=(415)%20555-01", vec!["+14155550177", CALLER]),
        ("customer=0177&direction=outbound", vec![]),
        ("customer=0177&outcome=missed&number=num_12015550123", vec!["+14155550177"]),
        ("customer=nobody", vec![]),
        ("customer=", vec!["+14155550177", CALLER]),
    ] {
        let found = agent.rows(&format!("/api/calls?{query}"), "calls").await;
        let found: Vec<_> = found.iter().map(|call| call["theirAddress"].as_str().unwrap_or_default()).collect();
        assert_eq!(found, expected, "{query}");
    }
    let long = agent.get(&format!("/api/calls?customer={}", "x".repeat(61))).await;
    assert_eq!(long.status(), "400 Bad Request");
}
