//! A client, and a hub that records what it is told.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use hub_testkit::twilio::{Account, Number, SimulatorConfig, TwilioSimulator};
use serde_json::Value;

pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
pub const TOKEN: &str = "token-of-the-tests";
pub const OURS: &str = "+12015550123";
pub const THEIRS: &str = "+14155550100";
pub const LIMIT: Duration = Duration::from_secs(10);

pub fn account() -> Account {
    Account::new(ACCOUNT, TOKEN).with_number(Number::new(OURS).with_label("Front desk"))
}

pub async fn simulator() -> TwilioSimulator {
    start(SimulatorConfig::immediate().with_account(account())).await
}

pub async fn start(config: SimulatorConfig) -> TwilioSimulator {
    TwilioSimulator::start(config).await.expect("a free port")
}

/// An answer of the simulator.
pub struct Reply {
    pub status: u16,
    pub json: Value,
}

impl Reply {
    pub fn text(&self, key: &str) -> &str {
        self.json[key].as_str().unwrap_or_else(|| panic!("{key} is no text in {}", self.json))
    }

    /// Status and Twilio code.
    pub fn refusal(&self) -> (u16, u64) {
        (self.status, self.json["code"].as_u64().unwrap_or(0))
    }
}

pub fn messages_url(sim: &TwilioSimulator) -> String {
    format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", sim.base_url())
}

pub fn message_url(sim: &TwilioSimulator, sid: &str) -> String {
    format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json", sim.base_url())
}

pub fn numbers_url(sim: &TwilioSimulator) -> String {
    format!("{}/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json", sim.base_url())
}

pub fn number_url(sim: &TwilioSimulator, sid: &str) -> String {
    format!("{}/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/{sid}.json", sim.base_url())
}

pub fn account_url(sim: &TwilioSimulator, sid: &str) -> String {
    format!("{}/2010-04-01/Accounts/{sid}.json", sim.base_url())
}

pub fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

pub async fn read(response: reqwest::Response) -> Reply {
    let status = response.status().as_u16();
    let bytes = response.bytes().await.expect("a body");
    let json = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).expect("JSON") };
    Reply { status, json }
}

pub async fn get(url: &str) -> Reply {
    get_as((ACCOUNT, TOKEN), url).await
}

pub async fn get_as((user, password): (&str, &str), url: &str) -> Reply {
    read(client().get(url).basic_auth(user, Some(password)).send().await.expect("an answer")).await
}

pub async fn delete(url: &str) -> Reply {
    read(client().delete(url).basic_auth(ACCOUNT, Some(TOKEN)).send().await.expect("an answer")).await
}

pub async fn post(url: &str, params: &[(&str, &str)]) -> Reply {
    try_post(url, params, LIMIT).await.expect("an answer")
}

pub async fn post_as(who: (&str, &str), url: &str, params: &[(&str, &str)]) -> Reply {
    read(form(who, url, params).send().await.expect("an answer")).await
}

/// A client that waits no longer than `patience`.
pub async fn try_post(url: &str, params: &[(&str, &str)], patience: Duration) -> Result<Reply, reqwest::Error> {
    Ok(read(form((ACCOUNT, TOKEN), url, params).timeout(patience).send().await?).await)
}

fn form((user, password): (&str, &str), url: &str, params: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
    let request = client().post(url).basic_auth(user, Some(password));
    request.header("Content-Type", "application/x-www-form-urlencoded").body(body)
}

pub async fn post_json(url: &str, body: &Value) -> Reply {
    let request = client().post(url).header("Content-Type", "application/json");
    read(request.body(body.to_string()).send().await.expect("an answer")).await
}

/// Buys a number for the account of the tests.
pub async fn buy(sim: &TwilioSimulator, number: &str) -> Reply {
    post(&numbers_url(sim), &[("PhoneNumber", number)]).await
}

/// A state file of its own, not there yet.
pub fn state_file(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.jsonl", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

/// Sends one plain text, with status callbacks when a hub is given.
pub async fn create(sim: &TwilioSimulator, hub: Option<&FakeHub>) -> Reply {
    let callback = hub.map(|hub| format!("{}/status", hub.base_url));
    let mut params = vec![("To", THEIRS), ("From", OURS), ("Body", "Hello")];
    if let Some(url) = &callback {
        params.push(("StatusCallback", url));
    }
    post(&messages_url(sim), &params).await
}

/// One request the hub got.
#[derive(Debug, Clone)]
pub struct Told {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub params: Vec<(String, String)>,
}

impl Told {
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

type Answer = (u16, &'static str, &'static str);

#[derive(Clone, Default)]
struct Shared {
    told: Arc<Mutex<Vec<Told>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
}

/// A hub that answers what it is told to, `<Response/>` by default.
pub struct FakeHub {
    pub base_url: String,
    shared: Shared,
}

impl FakeHub {
    pub async fn start() -> Self {
        let shared = Shared::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(hear).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base_url, shared }
    }

    /// Queues an answer: status, content type, body.
    pub fn will_answer(&self, status: u16, content_type: &'static str, body: &'static str) {
        self.shared.answers.lock().expect("no panic").push_back((status, content_type, body));
    }

    pub fn told(&self) -> Vec<Told> {
        self.shared.told.lock().expect("no panic").clone()
    }

    /// The statuses told, in order.
    pub fn statuses(&self) -> Vec<String> {
        self.told().iter().filter_map(|t| t.param("MessageStatus").map(ToOwned::to_owned)).collect()
    }
}

async fn hear(State(shared): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: String) -> Response {
    let params = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    shared.told.lock().expect("no panic").push(Told { method, path: uri.to_string(), headers, params });
    let answer = shared.answers.lock().expect("no panic").pop_front();
    let (status, kind, body) = answer.unwrap_or((200, "text/xml", "<Response/>"));
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(CONTENT_TYPE, kind)], body).into_response()
}
