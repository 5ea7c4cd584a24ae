//! A hub that answers calls: TwiML by path, everything it is told recorded.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use hub_testkit::twilio::{Account, Action, Call, Delays, Number, Person, SimulatorConfig, TwilioSimulator, sign};

use crate::support::{ACCOUNT, LIMIT, OURS, THEIRS, TOKEN, Told, post, start};

pub const AGENT: &str = "+14155550150";
pub const SECOND: &str = "+14155550151";

pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Status, content type, body.
type Answer = (u16, &'static str, String);

#[derive(Clone, Default)]
struct Shared {
    told: Arc<Mutex<Vec<Told>>>,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
}

pub struct VoiceHub {
    pub base_url: String,
    shared: Shared,
}

impl VoiceHub {
    pub async fn start() -> Self {
        let shared = Shared::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(hear).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base_url, shared }
    }

    /// Answers a path with these verbs. Without, it answers nothing with 204.
    pub fn says(&self, path: &str, verbs: &str) {
        self.answers(path, 200, "text/xml", &format!("<Response>{verbs}</Response>"));
    }

    pub fn answers(&self, path: &str, status: u16, kind: &'static str, body: &str) {
        self.shared.answers.lock().expect("no panic").insert(path.to_owned(), (status, kind, body.to_owned()));
    }

    pub fn told(&self) -> Vec<Told> {
        self.shared.told.lock().expect("no panic").clone()
    }

    /// What a path was told, in order.
    pub fn told_at(&self, path: &str) -> Vec<Told> {
        self.told().into_iter().filter(|told| told.path == path).collect()
    }

    /// One parameter of all that a path was told.
    pub fn heard(&self, path: &str, name: &str) -> Vec<String> {
        self.told_at(path).iter().map(|told| told.param(name).unwrap_or("-").to_owned()).collect()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// Fails unless everything was signed with the account's token.
    pub fn was_signed(&self) {
        for told in self.told() {
            let expected = sign(TOKEN, &self.url(&told.path), &told.params);
            assert_eq!(told.header("x-twilio-signature"), expected, "{}", told.path);
        }
    }
}

async fn hear(State(shared): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: String) -> Response {
    let params = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let path = uri.to_string();
    let answer = shared.answers.lock().expect("no panic").get(&path).cloned();
    shared.told.lock().expect("no panic").push(Told { method, path, headers, params });
    match answer {
        Some((status, kind, body)) => {
            (StatusCode::from_u16(status).expect("a status"), [(CONTENT_TYPE, kind)], body).into_response()
        }
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// An account whose number asks `/voice` of the hub, and `/fallback` when that fails, and tells `/ended` of the end.
pub fn listening(hub: &VoiceHub) -> Account {
    let mut number = Number::new(OURS).with_voice_url(hub.url("/voice"));
    number.settings.voice_fallback_url = hub.url("/fallback");
    number.settings.status_callback = hub.url("/ended");
    Account::new(ACCOUNT, TOKEN).with_number(number)
}

pub async fn carrier(hub: &VoiceHub) -> TwilioSimulator {
    start(SimulatorConfig::immediate().with_account(listening(hub))).await
}

/// Somebody calls our number and does what they do, to the end.
pub async fn call(sim: &TwilioSimulator, person: Person) -> Call {
    sim.call_through(THEIRS, OURS, person).await.expect("a known number")
}

pub fn calls_url(sim: &TwilioSimulator) -> String {
    format!("{}/2010-04-01/Accounts/{ACCOUNT}/Calls.json", sim.base_url())
}

pub fn call_url(sim: &TwilioSimulator, sid: &str) -> String {
    format!("{}/2010-04-01/Accounts/{ACCOUNT}/Calls/{sid}.json", sim.base_url())
}

pub fn what(call: &Call) -> Vec<&str> {
    call.events.iter().map(|event| event.what.as_str()).collect()
}

/// A second of a call takes so long.
pub async fn paced_carrier(hub: &VoiceHub, call_second: Duration) -> TwilioSimulator {
    let delays = Delays { call_second, ..Delays::NONE };
    start(SimulatorConfig { delays, ..SimulatorConfig::immediate() }.with_account(listening(hub))).await
}

/// Waits until something has happened on a leg so many times, and gives the leg.
pub async fn happened(sim: &TwilioSimulator, sid: &str, event: &str, times: usize) -> Call {
    let fits = |call: &Call| call.sid == sid && what(call).iter().filter(|what| **what == event).count() >= times;
    sim.wait_for_call(LIMIT, &format!("{event} on {sid}"), fits).await.expect("it happens")
}

/// Waits until whoever is on a leg has heard this.
pub async fn hears(sim: &TwilioSimulator, sid: &str, words: &str) -> Call {
    let fits = |call: &Call| call.sid == sid && call.has_heard(words);
    sim.wait_for_call(LIMIT, &format!("{words:?} on {sid}"), fits).await.expect("it is heard")
}

/// The leg to a number or client, as soon as it rings, answered.
pub async fn answered(sim: &TwilioSimulator, address: &str) -> String {
    let rings = |call: &Call| call.to == address && call.status == "ringing";
    let leg = sim.wait_for_call(LIMIT, &format!("{address} rings"), rings).await.expect("it rings").sid;
    sim.act(&leg, Action::Answer).expect("it rings");
    happened(sim, &leg, "in-progress", 1).await;
    leg
}

/// Gives a leg other TwiML.
pub async fn redirect(sim: &TwilioSimulator, sid: &str, url: &str) {
    let reply = post(&call_url(sim, sid), &[("Url", url), ("Method", "POST")]).await;
    assert_eq!(reply.status, 200, "{}", reply.json);
}
