//! A service that writes down what is said, by `OpenAI`'s request: it knows the simulated carrier's recordings by heart,
//! because they carry their words.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The service, on a port of this machine; it ends when it is dropped.
pub struct SpeechStandIn {
    url: String,
    state: Arc<Mutex<Told>>,
    server: JoinHandle<()>,
}

/// How it answers, and what it was asked.
#[derive(Debug, Default)]
struct Told {
    asked: usize,
    fails: usize,
    key: Option<String>,
}

impl SpeechStandIn {
    /// Starts it, for requests that carry `key`.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(key: &str) -> std::io::Result<Self> {
        let state = Arc::new(Mutex::new(Told { key: Some(format!("Bearer {key}")), ..Told::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let router = Router::new().route("/v1/audio/transcriptions", post(transcribe)).with_state(state.clone());
        let router = router.layer(axum::extract::DefaultBodyLimit::max(64 * 1024 * 1024));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the stand-in stopped");
            }
        });
        Ok(Self { url, state, server })
    }

    /// Where its routes begin.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Has too much to do for the next requests.
    pub fn fails(&self, times: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).fails = times;
    }

    /// How often it was asked.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).asked
    }
}

impl Drop for SpeechStandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn transcribe(
    State(state): State<Arc<Mutex<Told>>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    let mut told = state.lock().unwrap_or_else(PoisonError::into_inner);
    told.asked += 1;
    let key = headers.get("authorization").and_then(|value| value.to_str().ok());
    if key != told.key.as_deref() {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": { "message": "Incorrect API key provided." } })));
    }
    if told.fails > 0 {
        told.fails -= 1;
        return (StatusCode::TOO_MANY_REQUESTS, Json(json!({ "error": { "message": "Rate limit reached." } })));
    }
    let has_model = find(&body, b"name=\"model\"").is_some();
    if !has_model || find(&body, b"name=\"file\"; filename=").is_none() {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": { "message": "file and model are needed" } })));
    }
    (StatusCode::OK, Json(json!({ "text": words(&body).unwrap_or_default() })))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The comment of a sound, in which the simulated carrier says what is heard in it.
fn words(bytes: &[u8]) -> Option<String> {
    let at = find(bytes, b"ICMT")? + 4;
    let length = bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)?;
    let text = bytes.get(at + 4..at + 4 + usize::try_from(length).ok()?)?;
    Some(String::from_utf8_lossy(text).trim_end_matches('\0').to_owned())
}
