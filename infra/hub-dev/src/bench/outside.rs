//! What a function asks of the outside world. A function's first event is answered by an embedded table and by stand-ins
//! for the keys, the queues, the sockets and the carrier, and the answers are kept. From then on every event is
//! answered from what was kept: at once, and always as the first time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// The only data key that there is.
const DATA_KEY: [u8; 32] = [7; 32];

type Said = (StatusCode, HeaderMap, Bytes);

/// An answer that was kept, and what was asked.
struct Kept {
    target: String,
    asked: Bytes,
    said: Said,
    is_used: bool,
}

#[derive(Default)]
struct Tape {
    kept: Vec<Kept>,
    is_recording: bool,
}

impl Tape {
    /// The answer to the same question; else the next one of the same kind, because ids and times differ each time.
    fn answer(&mut self, target: &str, asked: &Bytes) -> Option<Said> {
        let is_same = |kept: &Kept| kept.target == target && kept.asked == asked;
        let is_like = |kept: &Kept| kept.target == target;
        let place = self.kept.iter().position(|kept| !kept.is_used && is_same(kept));
        let place = place.or_else(|| self.kept.iter().position(|kept| !kept.is_used && is_like(kept)));
        let place = place.or_else(|| self.kept.iter().position(is_same));
        let kept = self.kept.get_mut(place?)?;
        kept.is_used = true;
        Some(kept.said.clone())
    }
}

/// The outside world of one function; cheap to clone.
#[derive(Clone)]
pub struct Outside {
    table: String,
    http: reqwest::Client,
    tape: Arc<Mutex<Tape>>,
}

impl Outside {
    /// Serves a world over the table at a URL; the world's own URL.
    ///
    /// # Errors
    /// The listener's.
    pub async fn serve(table: &str, tasks: &mut JoinSet<()>) -> Result<(Self, String), String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let http = reqwest::Client::builder().no_proxy().build().map_err(|e| e.to_string())?;
        let outside = Self { table: table.to_owned(), http, tape: Arc::default() };
        let router = Router::new().fallback(answer).with_state(outside.clone());
        tasks.spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the outside world closed");
            }
        });
        Ok((outside, format!("http://{address}")))
    }

    fn tape(&self) -> MutexGuard<'_, Tape> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps every answer from now on.
    pub fn record(&self) {
        self.tape().is_recording = true;
    }

    /// Answers the next event as the first one.
    pub fn rewind(&self) {
        let mut tape = self.tape();
        tape.is_recording = false;
        tape.kept.iter_mut().for_each(|kept| kept.is_used = false);
    }

    /// What the recorded event asked for, in this order.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        let name = |kept: &Kept| kept.target.rsplit(['.', ' ']).next().unwrap_or_default().to_owned();
        self.tape().kept.iter().map(name).collect()
    }

    /// The answer of the table itself, or of a stand-in.
    async fn ask(&self, target: &str, headers: &HeaderMap, asked: &Bytes) -> Said {
        if target.starts_with("DynamoDB") {
            return self.ask_table(headers, asked).await;
        }
        let key = STANDARD.encode(DATA_KEY);
        let body = match target {
            "TrentService.GenerateDataKey" => json!({ "CiphertextBlob": key, "Plaintext": key, "KeyId": "bench" }),
            "TrentService.Decrypt" => json!({ "Plaintext": key, "KeyId": "bench" }),
            "AmazonSQS.SendMessage" => json!({ "MessageId": "059f36b4-87a3-44ab-83d2-661975950001" }),
            target if target.starts_with("POST /2010-04-01/") => json!({ "sid": "SM22222222222222222222222222222222" }),
            _ => json!({}),
        };
        (StatusCode::OK, HeaderMap::new(), body.to_string().into())
    }

    async fn ask_table(&self, headers: &HeaderMap, asked: &Bytes) -> Said {
        let mut headers = headers.clone();
        headers.remove("host");
        headers.remove("content-length");
        let answer = self.http.post(&self.table).headers(headers).body(asked.clone()).send().await;
        let Ok(answer) = answer else { return (StatusCode::BAD_GATEWAY, HeaderMap::new(), Bytes::new()) };
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        headers.remove("content-length");
        headers.remove("transfer-encoding");
        (status, headers, answer.bytes().await.unwrap_or_default())
    }
}

async fn answer(
    State(outside): State<Outside>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    asked: Bytes,
) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).map(str::to_owned);
    let target = target.unwrap_or_else(|| format!("{method} {}", uri.path()));
    let (kept, is_recording) = {
        let mut tape = outside.tape();
        (tape.answer(&target, &asked).filter(|_| !tape.is_recording), tape.is_recording)
    };
    if let Some(said) = kept {
        return said.into_response();
    }
    let said = outside.ask(&target, &headers, &asked).await;
    if is_recording {
        outside.tape().kept.push(Kept { target, asked, said: said.clone(), is_used: false });
    }
    said.into_response()
}
