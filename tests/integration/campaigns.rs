//! One text to many: gathered, checked, sent once to each, held up, ended.

use std::sync::Arc;

use hub_adapters::memory::MemorySendQueue;
use hub_core::flows::Ports;
use hub_core::flows::run_campaigns::{Turn, run_campaign};
use hub_core::ids::CampaignId;
use insta::assert_snapshot;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use serde_json::{Value, json};
use tests::{Person, TestHub};

const CAMPAIGNS: &str = "/api/campaigns";
const OPTED_OUT: &str = "+14155550100";

/// A moment at noon in New York, which is the morning in San Francisco: nobody sleeps.
async fn at_noon(hub: &TestHub) {
    moves_to(hub, 13).await;
}

async fn moves_to(hub: &TestHub, hour: i8) {
    hub.holds_time();
    let now: Zoned = hub.now().to_zoned(TimeZone::get("America/New_York").expect("a zone"));
    let mut then = now.with().hour(hour).minute(0).second(0).subsec_nanosecond(0).build().expect("a time");
    if then <= now {
        then = then.checked_add(jiff::Span::new().days(1)).expect("tomorrow");
    }
    hub.advance(then.timestamp().duration_since(now.timestamp()));
}

fn number(n: usize) -> String {
    format!("+1415555{:04}", 100 + n)
}

async fn draft(person: &Person<'_>, text: &str) -> String {
    let made = person.post(CAMPAIGNS, json!({ "name": "Autumn check-up", "body": text, "optOutFooter": true })).await;
    assert!(made.is_done(), "{made}");
    made.text("id").to_owned()
}

async fn adds(person: &Person<'_>, id: &str, csv: &str) -> Value {
    let added = person.post(&format!("{CAMPAIGNS}/{id}/recipients"), json!({ "csv": csv })).await;
    assert!(added.is_done(), "{added}");
    added.body
}

async fn does(person: &Person<'_>, id: &str, what: &str) {
    let reply = person.post(&format!("{CAMPAIGNS}/{id}/{what}"), json!({})).await;
    assert!(reply.is_done(), "{what}: {reply}");
}

async fn figures(person: &Person<'_>, id: &str) -> Value {
    person.get(&format!("{CAMPAIGNS}/{id}")).await.body["figures"].clone()
}

async fn state(person: &Person<'_>, id: &str) -> String {
    person.get(&format!("{CAMPAIGNS}/{id}")).await.body["campaign"]["state"].as_str().unwrap_or_default().to_owned()
}

async fn turn(hub: &TestHub, id: &str) -> Turn {
    let id: CampaignId = id.parse().expect("an id");
    run_campaign(&hub.runner().hub().ports, &hub.acme().demo.tenant_id(), &id).await.expect("a turn")
}

/// So many customers, one who opted out, a row that is no number, and one number twice.
fn sheet(many: usize) -> String {
    let mut csv = String::from("Name,Phone,Day\nOpted out,+14155550100,Monday\n");
    for n in 1..=many {
        csv.push_str(&format!("Customer {n},{},Monday\n", number(n)));
    }
    csv.push_str(&format!("Nobody,12,Monday\nAgain,{},Tuesday\n", number(1)));
    csv
}

#[tokio::test]
async fn a_check_counts_who_would_be_refused_and_what_it_costs() {
    let hub = TestHub::without_sweeps().await;
    at_noon(&hub).await;
    hub.acme().receives_sms(OPTED_OUT, "STOP").await;
    let agent = hub.acme().person("agent").await;
    let id = draft(&agent, "Hi {{first_name}}, see you on {{day}}?").await;
    let added = adds(&agent, &id, &sheet(5)).await;
    assert_eq!((&added["added"], &added["invalid"], &added["duplicate"]), (&json!(6), &json!(1), &json!(1)), "{added}");
    assert_eq!((&added["columns"], &added["numberColumn"]), (&json!(["name", "phone", "day"]), &json!("phone")));
    let again = adds(&agent, &id, &sheet(5)).await;
    assert_eq!(figures(&agent, &id).await["waiting"], 6, "a part that comes twice adds nothing: {again}");
    adds(&agent, &id, "phone\n+14155550190\n").await;

    let check = agent.post(&format!("{CAMPAIGNS}/{id}/check"), json!({})).await;
    let of = |name: &str| check.body[name].clone();
    assert_eq!(of("allowed"), 5, "{check}");
    assert_eq!((of("later"), of("refused"), of("invalid"), of("duplicate")), (json!(0), json!(2), json!(1), json!(1)));
    let mut reasons: Vec<_> =
        of("reasons").as_array().expect("reasons").iter().map(|row| row["reason"].clone()).collect();
    reasons.sort_by_key(ToString::to_string);
    assert_eq!(reasons, ["opted_out", "variable_missing"]);
    assert_eq!(
        (of("segments"), &of("price")["total"], &of("price")["currency"]),
        (json!(5), &json!("0.0415"), &json!("USD"))
    );
    assert_eq!(of("sample"), "Hi Customer, see you on Monday?\nReply STOP to opt out.");
    let problems = of("problems");
    let line = |reason: &str| {
        problems.as_array().into_iter().flatten().find(|row| row["reason"] == reason).map(|row| row["line"].clone())
    };
    assert_eq!((line("invalid_number"), line("duplicate")), (Some(json!(8)), Some(json!(9))), "{problems}");
    hub.settles().await;
    hub.twilio().sent_nothing_to(&number(1));
}

#[tokio::test]
async fn everybody_who_may_be_texted_gets_exactly_one_text() {
    let hub = TestHub::without_sweeps().await;
    at_noon(&hub).await;
    hub.acme().receives_sms(OPTED_OUT, "STOP").await;
    let agent = hub.acme().person("agent").await;
    let mut window = agent.listens().await;
    let id = draft(&agent, "Hi {{name}}, see you on {{day}}?").await;
    adds(&agent, &id, &sheet(60)).await;
    does(&agent, &id, "start").await;
    // Several workers at once, and again: nobody gets two.
    futures_util::future::join_all((0..3).map(|_| turn(&hub, &id))).await;
    hub.outwaits_the_queue().await;
    hub.settles().await;
    turn(&hub, &id).await;
    hub.settles().await;
    for n in 1..=60 {
        let sent = hub.twilio().creates_to(&number(n));
        assert_eq!(sent.len(), 1, "{}", number(n));
        assert_eq!(sent[0].body, format!("Hi Customer {n}, see you on Monday?\nReply STOP to opt out."));
    }
    hub.twilio().sent_nothing_to(OPTED_OUT);
    assert_eq!(hub.twilio().creates().len(), 60);

    let figures = figures(&agent, &id).await;
    let of = |name: &str| figures[name].clone();
    assert_eq!((of("total"), of("delivered"), of("refused")), (json!(61), json!(60), json!(1)), "{figures}");
    assert_eq!((of("waiting"), of("queued"), of("invalid"), of("duplicate")), (json!(0), json!(0), json!(1), json!(1)));
    assert_eq!(of("reasons"), json!([{ "reason": "opted_out", "count": 1 }]));
    assert_eq!((of("segments"), &of("price")["total"]), (json!(60), &json!("0.498")));
    assert_eq!(of("moments")[0]["delivered"], 60);
    assert_eq!(state(&agent, &id).await, "done");
    let refused = agent.get(&format!("{CAMPAIGNS}/{id}/recipients?state=refused")).await;
    assert_eq!(refused.body["recipients"][0]["to"], OPTED_OUT, "{refused}");
    assert_eq!(agent.rows(&format!("{CAMPAIGNS}/{id}/recipients"), "recipients").await.len(), 63);

    // Campaigns do not fill the inbox; the thread says where the text came from, and an answer opens it.
    assert!(agent.inbox().await.iter().all(|row| row["theirAddress"] == OPTED_OUT));
    hub.acme().receives_sms(&number(7), "Yes please").await;
    let thread = agent.thread(&number(7)).await;
    assert_eq!((&thread[1]["campaign"]["name"], &thread[1]["kind"]), (&json!("Autumn check-up"), &json!("campaign")));
    let heard = window.until(|event| event["data"]["campaign"]["state"] == "done").await;
    assert!(heard.iter().any(|event| event["type"] == "campaign_changed"));
    hub.settles().await;
}

#[tokio::test]
async fn a_worker_that_dies_before_it_queues_loses_nobody_and_texts_nobody_twice() {
    let hub = TestHub::without_sweeps().await;
    at_noon(&hub).await;
    let agent = hub.acme().person("agent").await;
    let id = draft(&agent, "Hello").await;
    let rows: String = (1..=5).map(|n| format!("{}\n", number(n))).collect();
    adds(&agent, &id, &format!("phone\n{rows}")).await;
    does(&agent, &id, "start").await;
    // Its tasks are lost with it; what it stored is not.
    let ports = Ports { queue: Arc::new(MemorySendQueue::default()), ..(*hub.runner().hub().ports).clone() };
    let campaign: CampaignId = id.parse().expect("an id");
    let died = run_campaign(&ports, &hub.acme().demo.tenant_id(), &campaign).await.expect("a turn");
    assert_eq!((died.queued, hub.twilio().creates().len()), (5, 0));
    assert_eq!(turn(&hub, &id).await, Turn::default(), "nobody waits any more");
    hub.passes(SignedDuration::from_mins(3)).await;
    for n in 1..=5 {
        assert_eq!(hub.twilio().creates_to(&number(n)).len(), 1, "{}", number(n));
    }
    hub.settles().await;
}

#[tokio::test]
async fn a_stop_while_it_runs_stops_theirs() {
    let hub = TestHub::without_sweeps().await;
    at_noon(&hub).await;
    let agent = hub.acme().person("agent").await;
    let id = draft(&agent, "Hello").await;
    adds(&agent, &id, &format!("phone\n{}\n{}\n", number(1), number(2))).await;
    does(&agent, &id, "start").await;
    hub.acme().receives_sms(&number(2), "STOP").await;
    turn(&hub, &id).await;
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(&number(1)).len(), 1);
    hub.twilio().sent_nothing_to(&number(2));
    let figures = figures(&agent, &id).await;
    assert_eq!((&figures["delivered"], &figures["refused"]), (&json!(1), &json!(1)), "{figures}");
}

#[tokio::test]
async fn a_pause_holds_up_what_is_queued_and_a_resumption_sends_it_once() {
    let hub = TestHub::paced_without_ticks().await;
    at_noon(&hub).await;
    let agent = hub.acme().person("agent").await;
    let id = draft(&agent, "Hello").await;
    let rows: String = (1..=20).map(|n| format!("{}\n", number(n))).collect();
    adds(&agent, &id, &format!("phone\n{rows}")).await;
    does(&agent, &id, "start").await;
    // At the pace of a long code only the first has its turn at once; the others wait in the queue.
    assert_eq!(turn(&hub, &id).await.queued, 20);
    does(&agent, &id, "pause").await;
    hub.outwaits_the_queue().await;
    let sent = hub.twilio().creates().len();
    assert!(sent < 20, "{sent} of 20 were sent before the pause");
    assert_eq!((turn(&hub, &id).await, state(&agent, &id).await), (Turn::default(), "paused".to_owned()));

    does(&agent, &id, "resume").await;
    hub.outwaits_the_queue().await;
    hub.settles().await;
    for n in 1..=20 {
        assert_eq!(hub.twilio().creates_to(&number(n)).len(), 1, "{}", number(n));
    }
    turn(&hub, &id).await;
    hub.settles().await;
    assert_eq!(state(&agent, &id).await, "done");
}

#[tokio::test]
async fn a_canceled_campaign_sends_nothing_more() {
    let hub = TestHub::paced_without_ticks().await;
    at_noon(&hub).await;
    let agent = hub.acme().person("agent").await;
    let id = draft(&agent, "Hello").await;
    let rows: String = (1..=200).map(|n| format!("{}\n", number(n))).collect();
    adds(&agent, &id, &format!("phone\n{rows}")).await;
    does(&agent, &id, "start").await;
    let queued = turn(&hub, &id).await.queued;
    assert!((100..200).contains(&queued), "{queued} are queued: a few minutes' worth");
    does(&agent, &id, "cancel").await;
    hub.outwaits_the_queue().await;
    hub.settles().await;
    let sent = hub.twilio().creates().len();
    turn(&hub, &id).await;
    hub.settles().await;
    let figures = figures(&agent, &id).await;
    assert_eq!(
        (figures["canceled"].as_u64(), figures["waiting"].as_u64()),
        (Some(200 - sent as u64), Some(0)),
        "{figures}"
    );
    assert_eq!(hub.twilio().creates().len(), sent);
    let refused = agent.post(&format!("{CAMPAIGNS}/{id}/resume"), json!({})).await;
    assert_eq!((refused.status(), refused.code()), ("409 Conflict".to_owned(), "campaign_state"));
}

#[tokio::test]
async fn who_sleeps_is_texted_when_they_are_awake() {
    let hub = TestHub::without_sweeps().await;
    // 9 in the morning in New York, 6 in San Francisco.
    moves_to(&hub, 9).await;
    let agent = hub.acme().person("agent").await;
    let id = draft(&agent, "Hello").await;
    let (east, west) = ("+12015550177", number(1));
    adds(&agent, &id, &format!("phone\n{east}\n{west}\n")).await;
    does(&agent, &id, "start").await;
    assert_eq!(turn(&hub, &id).await, Turn { queued: 1, later: 1, ..Turn::default() });
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(east).len(), 1);
    hub.twilio().sent_nothing_to(&west);
    let waiting = agent.get(&format!("{CAMPAIGNS}/{id}/recipients?state=waiting")).await;
    assert_eq!(waiting.body["recipients"][0]["reason"], "quiet_hours", "{waiting}");
    assert_eq!(turn(&hub, &id).await, Turn::default(), "not before the night is over");
    hub.advance(SignedDuration::from_hours(2));
    assert_eq!(turn(&hub, &id).await.queued, 1);
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(&west).len(), 1);
}

#[tokio::test]
async fn a_set_time_starts_it_and_customers_of_the_inbox_are_its_audience() {
    let hub = TestHub::without_sweeps().await;
    at_noon(&hub).await;
    let agent = hub.acme().person("agent").await;
    for n in 1..=3 {
        hub.acme().receives_sms(&number(n), "Hello").await;
    }
    agent.patch(&format!("/api/contacts/con_{}", &number(1)[1..]), json!({ "name": "Ada Lovelace" })).await;
    let id = draft(&agent, "Hi {{first_name}}").await;
    let listed = json!({ "list": { "namedOnly": true, "wroteWithinDays": 7 } });
    let added = agent.post(&format!("{CAMPAIGNS}/{id}/recipients"), listed).await;
    assert_eq!((&added.body["added"], &added.body["nextCursor"]), (&json!(1), &json!(null)), "{added}");
    let later: Timestamp = hub.now() + SignedDuration::from_hours(2);
    let local = later.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M").to_string();
    let started =
        agent.post(&format!("{CAMPAIGNS}/{id}/start"), json!({ "startAt": { "local": local, "zone": "UTC" } })).await;
    assert_eq!(started.text("state"), "scheduled");
    assert_eq!(turn(&hub, &id).await, Turn::default());
    hub.advance(SignedDuration::from_hours(2));
    turn(&hub, &id).await;
    hub.settles().await;
    let sent = hub.twilio().creates_to(&number(1));
    assert_eq!(sent.iter().map(|create| create.body.as_str()).collect::<Vec<_>>(), ["Hi Ada\nReply STOP to opt out."]);
    assert_eq!(hub.twilio().creates().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_reason() {
    let hub = TestHub::without_sweeps().await;
    let (agent, viewer) = (hub.acme().person("agent").await, hub.acme().person("viewer").await);
    for (body, expected) in [
        (json!({ "name": "", "body": "Hi" }), "400 Bad Request invalid_request"),
        (json!({ "name": "A", "body": " " }), "400 Bad Request invalid_request"),
        (json!({ "name": "A", "templateId": "tpl_x" }), "400 Bad Request invalid_request"),
        (json!({ "name": "A", "body": "Hi", "from": "+14155550199" }), "400 Bad Request unknown_sender"),
    ] {
        let reply = agent.post(CAMPAIGNS, body.clone()).await;
        assert_eq!(format!("{} {}", reply.status(), reply.code()), expected, "{body}");
    }
    let id = draft(&agent, "Hello").await;
    for (path, body, expected) in [
        ("recipients", json!({ "csv": "who\nAda\n" }), "400 Bad Request number_column_unknown"),
        ("recipients", json!({ "csv": "phone\n" }), "400 Bad Request file_unreadable"),
        ("recipients", json!({ "csv": "phone\n1\n", "firstLine": 20_000 }), "400 Bad Request too_many_rows"),
        ("recipients", json!({}), "400 Bad Request invalid_request"),
        ("start", json!({}), "409 Conflict no_recipients"),
        ("pause", json!({}), "409 Conflict campaign_state"),
        ("start", json!({ "startAt": { "local": "2020-01-01T09:00", "zone": "UTC" } }), "400 Bad Request send_at_past"),
    ] {
        let reply = agent.post(&format!("{CAMPAIGNS}/{id}/{path}"), body.clone()).await;
        assert_eq!(format!("{} {}", reply.status(), reply.code()), expected, "{path} {body}");
    }
    assert_eq!(viewer.get(&format!("{CAMPAIGNS}/{id}")).await.status(), "200 OK");
    assert_eq!(viewer.post(&format!("{CAMPAIGNS}/{id}/start"), json!({})).await.code(), "read_only");
    let stranger = hub.globex().person("owner").await;
    assert_eq!(stranger.get(&format!("{CAMPAIGNS}/{id}")).await.status(), "404 Not Found");
    assert_eq!(stranger.get(CAMPAIGNS).await.body["campaigns"], json!([]));
    does(&agent, &id, "cancel").await;
    assert_eq!(agent.get(CAMPAIGNS).await.body["campaigns"], json!([]), "a discarded draft is in no list");
    hub.settles().await;
}

#[tokio::test]
async fn templates_have_one_name_each_and_a_change_names_its_version() {
    let hub = TestHub::without_sweeps().await;
    let agent = hub.acme().person("agent").await;
    let path = "/api/templates";
    let made = agent.post(path, json!({ "name": " Check-up ", "body": "Hi {{first_name}}, {{ day }}?" })).await;
    assert_eq!((made.status(), made.text("name")), ("201 Created".to_owned(), "Check-up"));
    assert_eq!(made.body["variables"], json!(["first_name", "day"]));
    let taken = agent.post(path, json!({ "name": "CHECK-UP", "body": "Hi" })).await;
    assert_eq!((taken.status(), taken.code()), ("409 Conflict".to_owned(), "name_taken"));
    let long = agent.post(path, json!({ "name": "Long", "body": "x".repeat(1_601) })).await;
    assert_eq!(long.status(), "400 Bad Request");
    let one = format!("{path}/{}", made.text("id"));
    let changed = agent.patch(&one, json!({ "version": 1, "name": "Autumn" })).await;
    assert_eq!((changed.text("name"), &changed.body["version"]), ("Autumn", &json!(2)));
    let late = agent.patch(&one, json!({ "version": 1, "body": "Late" })).await;
    assert_eq!(
        (late.status(), late.code(), &late.body["current"]["name"]),
        ("409 Conflict".to_owned(), "conflict", &json!("Autumn"))
    );
    let freed = agent.post(path, json!({ "name": "check-up", "body": "Hi" })).await;
    assert_snapshot!(freed.status(), @"201 Created");
    let taken = agent.patch(&one, json!({ "version": 2, "name": "Check-Up" })).await;
    assert_eq!(taken.code(), "name_taken");
    assert_snapshot!(agent.delete(&one).await.status(), @"204 No Content");
    assert_snapshot!(agent.get(&one).await.status(), @"404 Not Found");
    let names: Vec<Value> = agent.rows(path, "templates").await.iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, ["check-up"]);
    assert_snapshot!(agent.post(path, json!({ "name": "Autumn", "body": "Hi" })).await.status(), @"201 Created");
    hub.settles().await;
}
