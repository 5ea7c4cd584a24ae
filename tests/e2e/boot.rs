//! Every function as Lambda runs it: the built binary, its own variables, its sample events.
//!
//! A handler that works inside the local runner may still not work deployed: its binary may not start, its template may
//! leave out a variable, its role may leave out a permission. So each binary is started here with the environment that
//! template.yaml gives it, is fed its events from `events/` by an emulated Runtime API, and what it asks of the table, the
//! queue, the sockets and the carrier is held against its role.

mod roles;
mod runtime_api;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use hub_core::ports::SendTask;
use hub_dev::template::Template;
use hub_lambda::http::HttpCall;
use hub_lambda::socket::SocketCall;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use runtime_api::Sandbox;
use world::{Way, World};

/// What an event is answered with.
enum Expected {
    /// An HTTP or socket answer of this status.
    Status(u16),
    /// The page, or 503 where it was not built.
    Page,
    /// A batch that is wholly done.
    NothingFailed,
    /// Nothing.
    Null,
}
use Expected::{NothingFailed, Null, Page, Status};

/// Every event in `events/`, in the order in which a function gets its own, and the answer.
const EVENTS: &[(&str, Expected)] = &[
    ("http/accounts-login.json", Status(200)),
    ("http/accounts-login.wrong-password.json", Status(401)),
    ("http/accounts-me.json", Status(200)),
    ("http/accounts-refresh.json", Status(200)),
    ("http/accounts-refresh.spent.json", Status(401)),
    ("http/conversations-list.json", Status(200)),
    ("http/conversations-list.filtered.json", Status(200)),
    ("http/conversations-messages.json", Status(200)),
    ("http/conversations-messages.unknown.json", Status(404)),
    ("http/conversations-show.json", Status(200)),
    ("http/conversations-show.unknown.json", Status(404)),
    ("http/conversations-show.signed-out.json", Status(401)),
    ("http/conversations-update.json", Status(200)),
    ("http/conversations-update.name.json", Status(200)),
    ("http/conversations-update.close.json", Status(200)),
    ("http/dashboard-page.json", Page),
    ("http/dashboard-page.any-path.json", Page),
    ("http/dashboard-page.missing-file.json", Status(404)),
    ("http/health-deep.json", Status(200)),
    ("http/health.json", Status(200)),
    ("http/live-sync.json", Status(200)),
    ("http/live-sync.after.json", Status(200)),
    ("http/live-ticket.json", Status(200)),
    ("http/messages-send.json", Status(202)),
    ("http/messages-send.idempotency-key.json", Status(202)),
    ("http/messages-send.national-number.json", Status(202)),
    ("schedule/sweep.json", Null),
    ("sqs/send-outbound.json", NothingFailed),
    ("sqs/send-outbound.batch.json", NothingFailed),
    ("stream/publish-changes.message-inserted.json", NothingFailed),
    ("stream/publish-changes.message-status-changed.json", NothingFailed),
    ("stream/publish-changes.conversation-updated.json", NothingFailed),
    ("twilio/twilio-inbound-message.http-api.json", Status(200)),
    ("twilio/twilio-inbound-message.base64.json", Status(200)),
    ("twilio/twilio-inbound-message.function-url.json", Status(200)),
    ("twilio/twilio-inbound-message.alias.json", Status(200)),
    ("twilio/twilio-inbound-message.second-alias.json", Status(200)),
    ("twilio/twilio-inbound-message.unicode.json", Status(200)),
    ("twilio/twilio-inbound-message.empty-body.json", Status(200)),
    ("twilio/twilio-inbound-message.media.json", Status(200)),
    ("twilio/twilio-inbound-message.stop.json", Status(200)),
    ("twilio/twilio-inbound-message.stop-advanced-opt-out.json", Status(200)),
    ("twilio/twilio-inbound-message.tampered.json", Status(403)),
    ("twilio/twilio-message-status.sent.json", Status(204)),
    ("twilio/twilio-message-status.unknown-status.json", Status(204)),
    ("twilio/twilio-message-status.http-api.json", Status(204)),
    ("twilio/twilio-message-status.base64.json", Status(204)),
    ("twilio/twilio-message-status.function-url.json", Status(204)),
    ("twilio/twilio-message-status.alias.json", Status(204)),
    ("twilio/twilio-message-status.undelivered.json", Status(204)),
    ("ws/live-connect.json", Status(200)),
    ("ws/live-connect.spent-ticket.json", Status(401)),
    ("ws/live-disconnect.json", Status(200)),
    ("ws/live-message.json", Status(200)),
    ("ws/live-message.unknown.json", Status(200)),
];

/// How often the events make a function reach out; what is not named here reaches nowhere.
const REACHES: &[(&str, Way, usize, &str)] = &[
    ("messages-send", Way::Queue, 3, "one task for each text"),
    ("send-outbound", Way::Carrier, 3, "the first text of the batch was sent before"),
    ("publish-changes", Way::Push, 4, "one frame for each batch of changes, and one to a socket that is gone"),
    ("sweep", Way::Queue, 3, "every queued text whose time has passed"),
];

/// What came of a function's events.
struct Run {
    answers: Vec<(&'static str, Result<Value, String>)>,
    log: String,
    actions: BTreeSet<roles::Action>,
    reached: BTreeMap<Way, usize>,
}

static RUNS: OnceCell<BTreeMap<String, Run>> = OnceCell::const_new();

/// Every function's run; they are made once, for all tests.
async fn runs() -> &'static BTreeMap<String, Run> {
    RUNS.get_or_init(|| async {
        let template = Template::load().expect("the project's template");
        let mut runs = BTreeMap::new();
        for function in template.functions.keys() {
            runs.insert(function.clone(), run(&template, function).await);
        }
        runs
    })
    .await
}

async fn run(template: &Template, function: &str) -> Run {
    let world = World::start(template).await;
    let mut sandbox = Sandbox::start(function, &world.environment(template, function)).await;
    let mut answers = Vec::new();
    for (file, _) in EVENTS.iter().filter(|(file, _)| function_of(file) == function) {
        answers.push((*file, sandbox.invoke(&text_of(file)).await));
    }
    let log = sandbox.log();
    drop(sandbox);
    Run { answers, log, actions: world.actions(), reached: world.reached() }
}

/// `http/messages-send.idempotency-key.json` is for `messages-send`.
fn function_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}

fn text_of(file: &str) -> String {
    let path = hub_dev::root().join("events").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn event_of(file: &str) -> Value {
    serde_json::from_str(&text_of(file)).unwrap_or_else(|error| panic!("{file} is not JSON: {error}"))
}

#[tokio::test]
async fn every_binary_boots_and_answers_its_events() {
    let page = if hub_dev::root().join("functions/dashboard/web/dist/index.html").exists() { 200 } else { 503 };
    let mut wrong = Vec::new();
    for (file, expected) in EVENTS {
        let run = runs().await.get(function_of(file)).unwrap_or_else(|| panic!("{file} is for no function"));
        let answer = run.answers.iter().find(|(event, _)| event == file).map(|(_, answer)| answer);
        let is_right = match (answer, expected) {
            (Some(Ok(answer)), Status(status)) => is_http(answer, *status),
            (Some(Ok(answer)), Page) => is_http(answer, page),
            (Some(Ok(answer)), NothingFailed) => *answer == json!({ "batchItemFailures": [] }),
            (Some(Ok(answer)), Null) => answer.is_null(),
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
        "text/xml" => body.ends_with("<Response/>"),
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
        assert!(!run.log.contains("\"level\":\"ERROR\""), "{function} logged an error:\n{}", run.log);
        for secret in [world::JWT_SECRET, world::AUTH_TOKEN, world::PASSWORD, "+14155550123", "See you on Friday"] {
            assert!(!run.log.contains(secret), "{function} logged {secret:?}:\n{}", run.log);
        }
    }
}

#[tokio::test]
async fn functions_reach_out_exactly_as_often_as_their_events_ask() {
    for (function, run) in runs().await {
        let wanted = REACHES.iter().filter(|(name, ..)| name == function);
        let wanted: BTreeMap<Way, usize> = wanted.map(|(_, way, times, _)| (*way, *times)).collect();
        assert_eq!(run.reached, wanted, "{function}");
    }
}

#[tokio::test]
async fn a_function_does_only_what_its_role_allows() {
    let template = Template::load().expect("the project's template");
    let mut missing = Vec::new();
    for (function, run) in runs().await {
        let allowed = roles::allowed(&template, function);
        missing.extend(run.actions.difference(&allowed).map(|action| format!("{function}: {action}")));
    }
    assert!(missing.is_empty(), "template.yaml must allow\n{}", missing.join("\n"));
}

#[tokio::test]
async fn a_role_allows_nothing_that_no_event_needs() {
    let template = Template::load().expect("the project's template");
    let mut idle = Vec::new();
    for (function, run) in runs().await {
        let allowed = roles::allowed(&template, function);
        let unused = allowed.difference(&run.actions).filter(|action| roles::is_for_the_function_itself(action));
        idle.extend(unused.map(|action| format!("{function}: {action}")));
    }
    assert!(idle.is_empty(), "template.yaml allows, or events/ does not show,\n{}", idle.join("\n"));
}

#[test]
fn every_event_decodes_and_leads_to_its_function() {
    assert_eq!(hub_dev::check::events().expect("the events"), Vec::<String>::new());
    let template = Template::load().expect("the project's template");
    for (file, _) in EVENTS {
        let (event, text) = (event_of(file), text_of(file));
        match file.split('/').next().unwrap_or_default() {
            "http" | "twilio" => {
                HttpCall::from_event(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
                let (method, path) = (&event["requestContext"]["http"]["method"], &event["rawPath"]);
                let found = template.find(method.as_str().unwrap_or_default(), path.as_str().unwrap_or_default());
                assert_eq!(found.map(|(route, _)| route.function.as_str()), Some(function_of(file)), "{file}");
            }
            "ws" => {
                SocketCall::from_event(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
                let key = event["requestContext"]["routeKey"].as_str().unwrap_or_default();
                let found = template.live.iter().find(|route| route.path == key);
                assert_eq!(found.map(|route| route.function.as_str()), Some(function_of(file)), "{file}");
            }
            "sqs" => {
                for record in records(&event) {
                    let body = record["body"].as_str().unwrap_or_default();
                    let task: SendTask = serde_json::from_str(body).unwrap_or_else(|error| panic!("{file}: {error}"));
                    let group = hub_adapters::sqs::group_of(&task);
                    assert_eq!(record["attributes"]["MessageGroupId"], json!(group), "{file}");
                }
            }
            "stream" => {
                for record in records(&event) {
                    assert!(
                        hub_adapters::dynamo::stream::change(record).is_some(),
                        "{file}: {record} tells nobody anything"
                    );
                }
            }
            _ => assert!(event.is_object(), "{file}"),
        }
    }
}

fn records(event: &Value) -> &[Value] {
    event["Records"].as_array().expect("a batch has records")
}

#[test]
fn every_event_stands_in_the_table_above() {
    let named: BTreeSet<String> = EVENTS.iter().map(|(file, _)| (*file).to_owned()).collect();
    let mut there = BTreeSet::new();
    for folder in std::fs::read_dir(hub_dev::root().join("events")).expect("events").flatten() {
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            there.insert(format!("{}/{}", folder.file_name().display(), file.file_name().display()));
        }
    }
    assert_eq!(there, named);
}

#[tokio::test]
async fn a_binary_that_cannot_work_says_why_and_ends() {
    let template = Template::load().expect("the project's template");
    for (function, variable, value, sentence) in [
        ("accounts-me", "JWT_SECRET", "too-short", "JWT_SECRET must have at least 32 bytes"),
        ("health", "AWS_REGION", "", "AWS_REGION is not set"),
        ("sweep", "AWS_SECRET_ACCESS_KEY", "", "AWS_SECRET_ACCESS_KEY is not set"),
        ("send-outbound", "TWILIO_API_BASE_URL", "http://api.twilio.com", "the carrier's URL must be https"),
    ] {
        let world = World::start(&template).await;
        let mut environment = world.environment(&template, function);
        environment.insert(variable.to_owned(), value.to_owned());
        let (status, log) = Sandbox::start(function, &environment).await.end().await;
        assert!(!status.success(), "{function} with {variable}={value:?} ended well:\n{log}");
        assert!(log.contains(sentence), "{function} does not say {sentence:?}:\n{log}");
    }
}

#[tokio::test]
async fn a_function_without_its_settings_refuses_its_events() {
    let template = Template::load().expect("the project's template");
    for (file, variable, status, reason) in [
        ("http/accounts-me.json", "JWT_SECRET", 503, "JWT_SECRET is not set"),
        ("http/live-ticket.json", "LIVE_URL", 503, "LIVE_URL is not set"),
        ("twilio/twilio-inbound-message.http-api.json", "PUBLIC_BASE_URL", 403, "PUBLIC_BASE_URL is not set"),
    ] {
        let world = World::start(&template).await;
        let function = function_of(file);
        let mut environment = world.environment(&template, function);
        environment.remove(variable);
        let mut sandbox = Sandbox::start(function, &environment).await;
        let answer = sandbox.invoke(&text_of(file)).await;
        assert!(answer.as_ref().is_ok_and(|answer| is_http(answer, status)), "{file} without {variable}: {answer:?}");
        assert!(sandbox.log_says(reason).await, "{function} does not log {reason:?}:\n{}", sandbox.log());
    }
}
