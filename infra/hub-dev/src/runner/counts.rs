//! What the table is asked, counted at its door.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How often an operation was asked for, and how many items it wrote or looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Requests.
    pub calls: u64,
    /// Items in them, or in their answers.
    pub items: u64,
}

/// Counts by operation, such as `PutItem`.
pub type Tally = BTreeMap<String, Counted>;

/// The counts of a table; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Counts(Arc<Mutex<Tally>>);

impl Counts {
    /// What was counted since the last call.
    #[must_use]
    pub fn take(&self) -> Tally {
        std::mem::take(&mut *self.tally())
    }

    fn tally(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn add(&self, operation: &str, items: u64) {
        let mut tally = self.tally();
        let counted = tally.entry(operation.to_owned()).or_default();
        counted.calls += 1;
        counted.items += items;
    }
}

#[derive(Clone)]
struct Door {
    table: String,
    http: reqwest::Client,
    counts: Counts,
}

/// Serves a counting door before the table and answers its URL.
///
/// # Errors
/// The listener's.
pub(super) async fn serve(tasks: &mut JoinSet<()>, table: String, counts: Counts) -> Result<String, String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let door = Door { table, http: reqwest::Client::new(), counts };
    let router = Router::new().fallback(pass).with_state(door);
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the table's door closed");
        }
    });
    Ok(format!("http://{address}"))
}

async fn pass(State(door): State<Door>, mut headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.rsplit('.').next()).unwrap_or_default().to_owned();
    headers.remove("host");
    headers.remove("content-length");
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    let answer = door.http.post(&door.table).headers(headers).body(body).send().await;
    let Ok(answer) = answer else { return StatusCode::BAD_GATEWAY.into_response() };
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    let Ok(body) = answer.bytes().await else { return StatusCode::BAD_GATEWAY.into_response() };
    let told: Value = serde_json::from_slice(&body).unwrap_or_default();
    door.counts.add(&operation, items(&asked, &told));
    headers.remove("content-length");
    headers.remove("transfer-encoding");
    (status, headers, body).into_response()
}

fn items(asked: &Value, told: &Value) -> u64 {
    let length = |value: &Value| value.as_array().map_or(0, Vec::len);
    let of_tables = |part: fn(&Value) -> &Value| -> usize {
        asked["RequestItems"].as_object().into_iter().flatten().map(|(_, items)| length(part(items))).sum()
    };
    let counted = [
        told["ScannedCount"].as_u64().unwrap_or(0),
        length(&asked["TransactItems"]) as u64,
        of_tables(|items| items) as u64,
        of_tables(|items| &items["Keys"]) as u64,
    ];
    let is_query = told["ScannedCount"].is_u64();
    counted.into_iter().max().filter(|count| is_query || *count > 0).unwrap_or(1)
}
