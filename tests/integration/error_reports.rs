//! Errors of the logs reach the service that collects them, and nothing of a person with them.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use hub_adapters::sentry::Sentry;
use hub_core::error_report::{LogBatch, LogLine};
use hub_core::flows::Ports;
use hub_core::flows::report_errors::report_errors;
use hub_lambda::Hub;
use jiff::Timestamp;
use serde_json::{Value, json};
use tests::TestHub;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What the service was told, and how it answers.
#[derive(Clone, Default)]
struct Service {
    told: Arc<Mutex<Vec<(String, String, String)>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Service {
    /// A hub whose errors this service collects.
    async fn of(&self, hub: &TestHub, tasks: &mut JoinSet<()>) -> Hub {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let dsn = format!("http://publickey@{}/42", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(answer).with_state(self.clone());
        tasks.spawn(async move { axum::serve(listener, app).await.expect("the service") });
        let (reports, own) = (Arc::new(Sentry::new(&dsn).expect("a DSN")), hub.runner().hub());
        Hub { ports: Arc::new(Ports { reports, ..(*own.ports).clone() }), ..own.clone() }
    }

    /// Answers the next reports with these instead of 200.
    fn answers(&self, statuses: &[u16]) {
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = statuses.to_vec();
    }

    /// The envelopes so far, each as its three lines of JSON.
    fn envelopes(&self) -> Vec<[Value; 3]> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let lines =
            |text: &str| -> Vec<Value> { text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect() };
        told.iter().map(|(.., body)| lines(body).try_into().expect("three lines")).collect()
    }
}

async fn answer(State(service): State<Service>, uri: Uri, headers: HeaderMap, body: String) -> StatusCode {
    let auth = headers.get("x-sentry-auth").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    service.told.lock().unwrap_or_else(PoisonError::into_inner).push((uri.path().to_owned(), auth, body));
    let next = service.answers.lock().unwrap_or_else(PoisonError::into_inner).pop();
    next.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK)
}

fn event() -> String {
    let path = hub_dev::root().join("events/logs/forward-errors.json");
    std::fs::read_to_string(path).expect("the event")
}

#[tokio::test]
async fn errors_and_ended_functions_are_reported_each_as_one_event() {
    let (hub, service, mut tasks) = (TestHub::start().await, Service::default(), JoinSet::new());
    let reporting = service.of(&hub, &mut tasks).await;
    let function = hub.runner().route("forward-errors").expect("the function");
    for _ in 0..2 {
        assert_eq!(function.invoke(&reporting, &event()).await.expect("reported"), Value::Null);
    }
    let envelopes = service.envelopes();
    assert_eq!(envelopes.len(), 4);
    let [header, item, told] = &envelopes[0];
    assert_eq!(header["event_id"], told["event_id"]);
    assert_eq!((&item["type"], item["length"].as_u64()), (&json!("event"), Some(told.to_string().len() as u64)));
    assert_eq!(told["message"]["formatted"], "request failed");
    assert_eq!(told["environment"], "hub-dev");
    let tags = json!({
        "function": "messages-send", "route": "messages-send", "code": "unavailable", "status": "503",
        "correlation_id": "JKJaXmPLvHcESHA",
    });
    assert_eq!(told["tags"], tags);
    assert_eq!(envelopes[1][2]["message"]["formatted"], "Lambda ended the function: timeout");
    let id = |at: usize| envelopes[at][2]["event_id"].clone();
    assert_eq!((id(0), id(1)), (id(2), id(3)), "what is delivered again is the same event");
    assert_ne!(id(0), id(1));
    let told = service.told.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(told.iter().all(|(path, auth, _)| path == "/api/42/envelope/" && auth.ends_with("sentry_key=publickey")));
}

#[tokio::test]
async fn a_service_that_cannot_take_it_now_is_asked_again_and_one_that_refuses_is_not() {
    let (hub, service, mut tasks) = (TestHub::start().await, Service::default(), JoinSet::new());
    let reporting = service.of(&hub, &mut tasks).await;
    let function = hub.runner().route("forward-errors").expect("the function");
    for status in [429, 503] {
        service.answers(&[status]);
        assert!(function.invoke(&reporting, &event()).await.is_err(), "{status}: Lambda delivers it again");
    }
    service.answers(&[400, 400]);
    assert!(function.invoke(&reporting, &event()).await.is_ok(), "nothing becomes better by a repeat");
    let unreadable = json!({ "awslogs": { "data": "bm8=" } }).to_string();
    assert!(function.invoke(&reporting, &unreadable).await.is_err());
}

#[tokio::test]
async fn what_is_reported_holds_nothing_of_a_person() {
    let (hub, service, mut tasks) = (TestHub::start().await, Service::default(), JoinSet::new());
    let reporting = service.of(&hub, &mut tasks).await;
    let line = json!({
        "level": "ERROR", "message": "task failed for +14155550123", "tenant.id": "ten_acme", "body": "See you at five",
        "name": "Ann Example", "error": "no answer to ann@example.com, token 0123456789abcdef0123456789abcdef0123456789abcdef01",
    });
    let line = LogLine { id: "1".to_owned(), at: Timestamp::UNIX_EPOCH, text: line.to_string() };
    let batch = LogBatch { group: "/hub/hub-dev/send-outbound".to_owned(), lines: vec![line] };
    report_errors(&reporting.ports, &batch).await.expect("reported");
    let told = json!(service.envelopes()).to_string();
    assert!(told.contains("send-outbound") && told.contains("no answer to"), "{told}");
    for gone in ["4155550123", "ten_acme", "See you", "Ann", "ann@", "0123456789abcdef"] {
        assert!(!told.contains(gone), "{gone} was reported: {told}");
    }
}
