//! A carrier that has calls and recordings, and nothing else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tokio::task::JoinHandle;

/// What it knows.
#[derive(Default)]
struct Known {
    /// Status and seconds by the SID of a call.
    calls: HashMap<String, (String, u64)>,
    /// Bytes by the SID of a recording, and how many times more it says that there are none.
    recordings: HashMap<String, (Vec<u8>, usize)>,
    /// The recordings that it was to delete, and whether it answers nothing of use then.
    deleted: Vec<String>,
    is_silent: bool,
    /// What it was asked for.
    asked: Vec<String>,
    /// The forms of the calls that it was to make, and what it does then.
    forms: Vec<Vec<(String, String)>>,
    making: Making,
}

/// What it does when it is to make a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Making {
    /// Makes it.
    #[default]
    Done,
    /// Makes it, and its answer is lost.
    Lost,
    /// Answers nothing of use, and makes nothing.
    Broken,
    /// Refuses.
    Refused,
}

type Shared = Arc<Mutex<Known>>;

/// A running carrier; it ends when it is dropped.
pub struct FakeCarrier {
    known: Shared,
    url: String,
    server: JoinHandle<()>,
}

fn locked(known: &Shared) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_allowed(headers: &HeaderMap) -> bool {
    headers.get("authorization").is_some_and(|value| value.as_bytes().starts_with(b"Basic "))
}

async fn call(State(known): State<Shared>, Path((_, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let mut known = locked(&known);
    known.asked.push(file.clone());
    if !is_allowed(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match known.calls.get(file.trim_end_matches(".json")) {
        Some((status, seconds)) => {
            axum::Json(json!({ "status": status, "duration": seconds.to_string() })).into_response()
        }
        None => (StatusCode::NOT_FOUND, axum::Json(json!({ "code": 20404 }))).into_response(),
    }
}

async fn make(State(known): State<Shared>, body: String) -> Response {
    let mut known = locked(&known);
    let form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    known.forms.push(form);
    let sid = format!("CA{:032}", known.forms.len());
    let answer = axum::Json(json!({ "sid": sid }));
    if matches!(known.making, Making::Done | Making::Lost) {
        known.calls.insert(sid, ("ringing".to_owned(), 0));
    }
    match known.making {
        Making::Done => (StatusCode::CREATED, answer).into_response(),
        Making::Lost | Making::Broken => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Making::Refused => (StatusCode::BAD_REQUEST, axum::Json(json!({ "code": 21216 }))).into_response(),
    }
}

async fn list(State(known): State<Shared>) -> Response {
    let known = locked(&known);
    let made = |(sid, (status, _)): (&String, &(String, u64))| json!({ "sid": sid, "status": status, "date_created": "Sat, 21 Nov 2099 12:00:00 +0000" });
    axum::Json(json!({ "calls": known.calls.iter().map(made).collect::<Vec<_>>() })).into_response()
}

async fn recording(
    State(known): State<Shared>,
    Path((_, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let mut known = locked(&known);
    known.asked.push(file.clone());
    if !is_allowed(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match known.recordings.get_mut(file.trim_end_matches(".mp3")) {
        Some((bytes, 0)) => bytes.clone().into_response(),
        Some((_, misses)) => {
            *misses -= 1;
            StatusCode::NOT_FOUND.into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn delete_recording(
    State(known): State<Shared>,
    Path((_, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let mut known = locked(&known);
    known.deleted.push(file.clone());
    if !is_allowed(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if known.is_silent {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match known.recordings.remove(file.trim_end_matches(".json")) {
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => (StatusCode::NOT_FOUND, axum::Json(json!({ "code": 20404 }))).into_response(),
    }
}

impl FakeCarrier {
    /// Starts a carrier that knows nothing.
    pub async fn start() -> Self {
        let known = Shared::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("{error}"));
        let url = format!("http://{}", listener.local_addr().unwrap_or_else(|error| panic!("{error}")));
        let app = Router::new()
            .route("/2010-04-01/Accounts/{account}/Calls.json", get(list).post(make))
            .route("/2010-04-01/Accounts/{account}/Calls/{file}", get(call))
            .route("/2010-04-01/Accounts/{account}/Recordings/{file}", get(recording).delete(delete_recording))
            .with_state(known.clone());
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                panic!("the carrier stopped: {error}");
            }
        });
        Self { known, url, server }
    }

    /// Where it answers.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// It has a call.
    pub fn has_call(&self, sid: &str, status: &str, seconds: u64) {
        locked(&self.known).calls.insert(sid.to_owned(), (status.to_owned(), seconds));
    }

    /// It has a recording, which shows only after it was asked so many times; the recording's URL.
    #[must_use]
    pub fn has_recording(&self, account: &str, sid: &str, bytes: &[u8], misses: usize) -> String {
        locked(&self.known).recordings.insert(sid.to_owned(), (bytes.to_vec(), misses));
        format!("{}/2010-04-01/Accounts/{account}/Recordings/{sid}", self.url)
    }

    /// From now on it does this when it is to make a call.
    pub fn makes_calls(&self, making: Making) {
        locked(&self.known).making = making;
    }

    /// The forms of the calls that it was to make.
    #[must_use]
    pub fn forms(&self) -> Vec<Vec<(String, String)>> {
        locked(&self.known).forms.clone()
    }

    /// Whether it answers nothing of use from now on when it is to delete a recording.
    pub fn is_silent_on_deletions(&self, is_silent: bool) {
        locked(&self.known).is_silent = is_silent;
    }

    /// It has a recording no more.
    pub fn loses_recording(&self, sid: &str) {
        locked(&self.known).recordings.remove(sid);
    }

    /// How many times it was to delete a recording.
    #[must_use]
    pub fn deletions(&self, sid: &str) -> usize {
        let file = format!("{sid}.json");
        locked(&self.known).deleted.iter().filter(|deleted| **deleted == file).count()
    }

    /// How many times it was asked for a file.
    #[must_use]
    pub fn asked(&self, file: &str) -> usize {
        locked(&self.known).asked.iter().filter(|asked| *asked == file).count()
    }
}

impl Drop for FakeCarrier {
    fn drop(&mut self) {
        self.server.abort();
    }
}
