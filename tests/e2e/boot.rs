//! Every function as Lambda runs it: the built binary, its own variables, its sample events.
//!
//! A handler that works inside the local runner may still not work deployed: its binary may not start, its template may
//! leave out a variable, its role may leave out a permission. So each binary is started here with the environment that
//! template.yaml gives it, is fed its events from `events/` by an emulated Runtime API, and what it asks of the table, the
//! queue, the sockets and the carrier is held against its role.

mod declared;
mod events;
mod roles;
mod runs;
mod runtime_api;
mod sessions;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use hub_core::carrier_account::TWILIO;
use hub_core::ids::TenantId;
use hub_core::ports::PortErrorKind;
use hub_dev::template::Template;
use serde_json::{Value, json};

use events::{EVENTS, Expected, REACHES};
use runs::runs;
use runtime_api::Sandbox;
use world::{Way, World};

/// The name of the first task of each batch.
const ONLY_TASK: &str = "059f36b4-87a3-44ab-83d2-661975950001";

/// `http/messages-send.idempotency-key.json` is for `messages-send`.
fn function_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}

/// The time for which the events schedule texts: a week after their clock.
const IN_A_WEEK: &str = "2026-09-28T09:00";

/// An event, in which a week from its clock is a week from now, because nothing can be scheduled for the past.
fn text_of(file: &str) -> String {
    let path = hub_dev::root().join("events").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let in_a_week = jiff::Zoned::now().datetime() + jiff::SignedDuration::from_hours(24 * 7);
    text.replace(IN_A_WEEK, &in_a_week.strftime("%Y-%m-%dT%H:%M").to_string())
}

/// What the page is answered with: 503 where it was not built.
fn built_page() -> u16 {
    if hub_dev::root().join("functions/dashboard/web/dist/index.html").exists() { 200 } else { 503 }
}

#[tokio::test]
async fn every_binary_boots_and_answers_its_events() {
    let page = built_page();
    let mut wrong = Vec::new();
    for (file, expected) in EVENTS {
        let run = runs().await.get(function_of(file)).unwrap_or_else(|| panic!("{file} is for no function"));
        let answer = run.answers.iter().find(|(event, _)| event == file).map(|(_, answer)| answer);
        let is_right = match (answer, expected) {
            (Some(Ok(answer)), Expected::Status(status)) => is_http(answer, *status),
            (Some(Ok(answer)), Expected::Page) => is_http(answer, page),
            (Some(Ok(answer)), Expected::NothingFailed) => *answer == json!({ "batchItemFailures": [] }),
            (Some(Ok(answer)), Expected::ComesAgain) => {
                *answer == json!({ "batchItemFailures": [{ "itemIdentifier": ONLY_TASK }] })
            }
            (Some(Ok(answer)), Expected::Null) => answer.is_null(),
            (Some(Err(_)) | None, _) => false,
        };
        if !is_right {
            wrong.push(format!("{file}: {answer:?}\n{}", run.log));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), EVENTS.len(), wrong.join("\n"));
}

/// The status, and a body that is what its content type says: JSON from the API, XML to Twilio, HTML to the browser.
fn is_http(answer: &Value, status: u16) -> bool {
    let body = answer["body"].as_str().unwrap_or_default();
    let content_type = answer["headers"]["content-type"].as_str().unwrap_or_default();
    let is_body_right = match content_type.split(';').next().unwrap_or_default() {
        "application/json" => serde_json::from_str::<Value>(body).is_ok_and(|body| body.is_object()),
        "text/xml" => body.ends_with("<Response/>") || body.ends_with("</Response>"),
        "text/csv" => ["time,action,person", "channel,seq,at"].iter().any(|heading| body.starts_with(heading)),
        "text/plain" => body.starts_with("Voicemail, 0:07\nOrganization: Acme Dental\n"),
        "text/html" => body.starts_with("<!") || answer["isBase64Encoded"] == true,
        // A 204, and sockets: a frame or nothing.
        "" => body.is_empty() || serde_json::from_str::<Value>(body).is_ok(),
        _ => false,
    };
    answer["statusCode"] == status && is_body_right
}

#[tokio::test]
async fn no_event_makes_a_function_log_an_error_or_a_secret() {
    for (function, run) in runs().await {
        let is_page_missing = function == "dashboard-page" && built_page() == 503;
        // That a tenant's work stops is an error to whoever looks after the hub; an event of media-fetch shows it.
        let is_expected = |line: &str| function == "media-fetch" && line.contains("its texts wait");
        let mut errors = run.log.lines().filter(|line| line.contains("\"level\":\"ERROR\""));
        let has_error = errors.any(|line| !is_expected(line));
        assert!(is_page_missing || !has_error, "{function} logged an error:\n{}", run.log);
        for secret in world::SECRETS {
            assert!(!run.log.contains(secret), "{function} logged {secret:?}:\n{}", run.log);
        }
    }
}

#[tokio::test]
async fn every_line_has_the_id_of_what_caused_it() {
    let mut count = 0;
    for (function, run) in runs().await {
        for line in run.log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            count += 1;
            assert!(line["correlation_id"].is_string(), "{function}: {line}");
        }
    }
    assert!(count > 100, "{count} lines");
}

#[tokio::test]
async fn functions_reach_out_exactly_as_often_as_their_events_ask() {
    for (function, run) in runs().await {
        let wanted = REACHES.iter().filter(|(name, ..)| name == function);
        let wanted: BTreeMap<Way, usize> = wanted.map(|(_, way, times, _)| (*way, *times)).collect();
        assert_eq!(run.reached, wanted, "{function}");
    }
}

/// The requests to the table of the events that make the bill, in the order of their names.
const COSTS: [(&str, &str); 9] = [
    ("twilio/twilio-inbound-message.http-api.json", "5 GetItem, 1 PutItem, 1 TransactWriteItems, 1 UpdateItem"),
    ("twilio/twilio-message-status.http-api.json", "1 GetItem, 1 PutItem, 1 UpdateItem"),
    ("http/messages-send.json", "1 GetItem, 1 Query, 1 TransactWriteItems"),
    ("sqs/send-outbound.json", "6 GetItem, 4 UpdateItem"),
    ("stream/publish-changes.message-inserted.json", "4 DeleteItem, 1 PutItem, 2 Query"),
    ("http/conversations-list.json", "1 Query"),
    ("http/conversations-timeline.json", "1 Query"),
    ("http/messages-preflight.json", "2 GetItem, 1 Query"),
    ("twilio/twilio-inbound-call.http-api.json", "5 GetItem, 1 PutItem, 1 Query, 1 TransactWriteItems"),
];

#[tokio::test]
async fn an_event_asks_the_table_for_no_more_than_it_needs() {
    let mut asked = Vec::new();
    for (file, _) in COSTS {
        let run = runs().await.get(function_of(file)).unwrap_or_else(|| panic!("{file} is for no function"));
        let operations = run.operations.get(file).unwrap_or_else(|| panic!("{file} is no event"));
        let operations: Vec<String> =
            operations.iter().map(|(operation, times)| format!("{times} {operation}")).collect();
        asked.push((file, operations.join(", ")));
    }
    assert_eq!(asked, COSTS.map(|(file, wanted)| (file, wanted.to_owned())));
}

#[tokio::test]
async fn a_function_does_only_what_its_role_allows() {
    let template = Template::load().expect("the project's template");
    let mut missing = Vec::new();
    for (function, run) in runs().await {
        let allowed = roles::allowed(&template, roles::role_of(&template, function));
        missing.extend(run.actions.difference(&allowed).map(|action| format!("{function}: {action}")));
    }
    assert!(missing.is_empty(), "template.yaml must allow\n{}", missing.join("\n"));
}

#[tokio::test]
async fn a_role_allows_nothing_that_no_event_needs() {
    let template = Template::load().expect("the project's template");
    let mut idle = Vec::new();
    for (function, run) in runs().await {
        let allowed = roles::allowed(&template, roles::role_of(&template, function));
        let unused = allowed.difference(&run.actions).filter(|action| roles::is_for_the_function_itself(action));
        idle.extend(unused.map(|action| format!("{function}: {action}")));
    }
    assert!(idle.is_empty(), "template.yaml allows, or events/ does not show,\n{}", idle.join("\n"));
}

#[tokio::test]
async fn what_a_functions_sessions_may_do_is_exactly_what_its_events_need() {
    let template = Template::load().expect("the project's template");
    let (mut wrong, mut used, mut declared) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for (function, run) in runs().await {
        let named = |permission: &roles::Action| permission.split(' ').next().unwrap_or_default().to_owned();
        let needed: BTreeSet<String> = run.session_actions.iter().map(named).collect();
        let given = roles::tenant_actions(&template, function).unwrap_or_default();
        wrong.extend(needed.difference(&given).map(|action| format!("{function} needs {action}")));
        wrong.extend(
            given.difference(&needed).map(|action| format!("{function} needs no {action}, or events/ lacks it")),
        );
        wrong.extend(run.refused.iter().map(|refused| format!("{function} was refused {refused}")));
        used.extend(run.session_actions.iter().cloned());
        declared.extend(given);
    }
    assert!(wrong.is_empty(), "{} of TENANT_ACTIONS:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(roles::allowed(&template, roles::TENANT_ROLE), used, "TenantRole allows what the sessions need");
    let allowed =
        roles::statements(&template, roles::TENANT_ROLE).flat_map(|statement| roles::many(&statement["Action"]));
    let allowed: BTreeSet<String> = allowed.filter_map(Value::as_str).map(str::to_owned).collect();
    assert_eq!(allowed, declared, "TenantRole allows the union of TENANT_ACTIONS");
}

#[tokio::test]
async fn what_a_role_does_not_allow_is_refused() {
    let template = Template::load().expect("the project's template");
    // The surroundings of a function that may only take sessions.
    let world = World::start(&template, "settings-show").await;
    let mut sandbox = Sandbox::start("accounts-reset", &world.environment(&template, "accounts-reset")).await;
    let answer = sandbox.invoke(&text_of("http/accounts-reset.json")).await;
    assert!(answer.as_ref().is_ok_and(|answer| is_http(answer, 503)), "{answer:?}");
    assert!(sandbox.log_says("AccessDeniedException").await, "{}", sandbox.log());
    assert_eq!(world.reached(), BTreeMap::new());
}

#[tokio::test]
async fn what_was_sealed_for_a_tenant_opens_for_no_other() {
    let template = Template::load().expect("the project's template");
    let world = World::start(&template, "integrations-connect").await;
    let [acme, globex] = ["ten_acme", "ten_globex"].map(|id| TenantId::try_from(id.to_owned()).expect("an id"));
    let sealed = world.ports().vault.seal(&acme, TWILIO, &"canary".into()).await.expect("sealed");
    // A vault of another process, which has no key in its cache.
    let opened = world.ports().vault.open(&acme, TWILIO, &sealed).await;
    assert!(opened.is_ok(), "{opened:?}");
    let refused = world.ports().vault.open(&globex, TWILIO, &sealed).await.expect_err("another tenant");
    assert_eq!((refused.kind, refused.reason.as_str()), (PortErrorKind::Rejected, "KMS: InvalidCiphertextException"));
}

#[tokio::test]
async fn a_binary_that_cannot_work_says_why_and_ends() {
    let template = Template::load().expect("the project's template");
    for (function, variable, value, sentence) in [
        ("accounts-me", "JWT_SECRET", "too-short", "JWT_SECRET must have at least 32 bytes"),
        ("health", "AWS_REGION", "", "AWS_REGION is not set"),
        ("sweep", "AWS_SECRET_ACCESS_KEY", "", "AWS_SECRET_ACCESS_KEY is not set"),
        ("integrations-subaccount", "TWILIO_MASTER_AUTH_TOKEN", "", "but TWILIO_MASTER_AUTH_TOKEN is not"),
        ("send-outbound", "TWILIO_API_BASE_URL", "http://api.twilio.com", "the carrier's URL must be https"),
    ] {
        let world = World::start(&template, function).await;
        let mut environment = world.environment(&template, function);
        environment.insert(variable.to_owned(), value.to_owned());
        let (status, log) = Sandbox::start(function, &environment).await.end().await;
        assert!(!status.success(), "{function} with {variable}={value:?} ended well:\n{log}");
        assert!(log.contains(sentence), "{function} does not say {sentence:?}:\n{log}");
    }
}

#[tokio::test]
async fn a_caller_on_a_phone_hears_an_excuse_when_the_hub_cannot_verify() {
    let template = Template::load().expect("the project's template");
    let (function, closed) = ("twilio-inbound-call", "http://127.0.0.1:1");
    for service in ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_KMS"] {
        let world = World::start(&template, function).await;
        let mut environment = world.environment(&template, function);
        environment.insert(service.to_owned(), closed.to_owned());
        let mut sandbox = Sandbox::start(function, &environment).await;
        let answer = sandbox.invoke(&text_of("twilio/twilio-inbound-call.http-api.json")).await;
        let excuse = answer.as_ref().is_ok_and(|answer| is_http(answer, 200) && answer.to_string().contains("<Say"));
        assert!(excuse, "{service}: {answer:?}");
        assert!(sandbox.log_says("call could not be verified").await, "{service}: {}", sandbox.log());
        // It counts as failed, though Twilio was answered well.
        assert!(sandbox.log_says("\"CallExcused\":1").await, "{service}: {}", sandbox.log());
    }
    let world = World::start(&template, function).await;
    let mut sandbox = Sandbox::start(function, &world.environment(&template, function)).await;
    let answer = sandbox.invoke(&text_of("twilio/twilio-inbound-call.tampered.json")).await;
    assert!(answer.as_ref().is_ok_and(|answer| is_http(answer, 403)), "forged: {answer:?}");
}

#[tokio::test]
async fn a_service_of_a_forgotten_account_leads_nowhere() {
    let template = Template::load().expect("the project's template");
    let function = "integrations-disconnect";
    let world = World::start(&template, function).await;
    let owner = || async { world.ports().directory.tenant_by_messaging_service(world::INITECH_SERVICE).await };
    assert_eq!(owner().await.expect("the table").as_ref().map(TenantId::as_str), Some("ten_initech"));
    let mut sandbox = Sandbox::start(function, &world.environment(&template, function)).await;
    let answer = sandbox.invoke(&text_of("http/integrations-disconnect.json")).await;
    assert!(answer.as_ref().is_ok_and(|answer| is_http(answer, 204)), "{answer:?}");
    assert_eq!(owner().await.expect("the table"), None);
}

#[tokio::test]
async fn a_function_without_its_settings_refuses_its_events() {
    let template = Template::load().expect("the project's template");
    for (file, variable, status, reason) in [
        ("http/accounts-me.json", "JWT_SECRET", 503, "JWT_SECRET is not set"),
        ("http/live-ticket.json", "LIVE_URL", 503, "LIVE_URL is not set"),
        ("twilio/twilio-inbound-message.http-api.json", "PUBLIC_BASE_URL", 403, "PUBLIC_BASE_URL is not set"),
        ("twilio/twilio-inbound-message.http-api.json", "VAULT_KEY_ID", 503, "VAULT_KEY_ID is not set"),
        // A caller on a phone is told something all the same.
        ("twilio/twilio-inbound-call.http-api.json", "VAULT_KEY_ID", 200, "VAULT_KEY_ID is not set"),
        ("http/accounts-signup.json", "SIGN_UP", 403, "sign_up_closed"),
        ("http/people-invite.json", "MAIL_SENDER", 503, "MAIL_SENDER is not set"),
        ("http/numbers-buy.json", "SMS_FALLBACK_URL", 503, "SMS_FALLBACK_URL is not set"),
        ("http/integrations-subaccount.json", "TWILIO_API_BASE_URL", 503, "TWILIO_API_BASE_URL is not set"),
    ] {
        let function = function_of(file);
        let world = World::start(&template, function).await;
        let mut environment = world.environment(&template, function);
        environment.remove(variable);
        let mut sandbox = Sandbox::start(function, &environment).await;
        let answer = sandbox.invoke(&text_of(file)).await;
        assert!(answer.as_ref().is_ok_and(|answer| is_http(answer, status)), "{file} without {variable}: {answer:?}");
        assert!(sandbox.log_says(reason).await, "{function} does not log {reason:?}:\n{}", sandbox.log());
    }
}
