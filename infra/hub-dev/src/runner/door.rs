//! The way to the table, where requests are counted and spoilt.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::counts::Counts;
use super::faults::{Faults, TableFault};

#[derive(Clone)]
struct Door {
    table: String,
    http: reqwest::Client,
    counts: Counts,
    faults: Faults,
}

/// Serves a door before the table and answers its URL.
///
/// # Errors
/// The listener's.
pub(super) async fn serve(
    tasks: &mut JoinSet<()>,
    table: String,
    counts: Counts,
    faults: Faults,
) -> Result<String, String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let door = Door { table, http: reqwest::Client::new(), counts, faults };
    let router = Router::new().fallback(pass).with_state(door);
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the table's door closed");
        }
    });
    Ok(format!("http://{address}"))
}

async fn pass(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    match door.faults.of_table() {
        None => ask(&door, headers, body).await,
        Some(TableFault::Throttled) => refusal(StatusCode::BAD_REQUEST, "ThrottlingException"),
        Some(TableFault::Failing) => refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"),
        Some(TableFault::Unreachable) => cut(),
        Some(TableFault::AnswerLost) => {
            ask(&door, headers, body).await;
            cut()
        }
        Some(TableFault::Silent) => std::future::pending().await,
    }
}

async fn ask(door: &Door, mut headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let operation = target.and_then(|target| target.rsplit('.').next()).unwrap_or_default().to_owned();
    headers.remove("host");
    headers.remove("content-length");
    let mut asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    if asked.is_object() {
        asked["ReturnConsumedCapacity"] = "TOTAL".into();
    }
    let answer = door.http.post(&door.table).headers(headers).body(asked.to_string()).send().await;
    let Ok(answer) = answer else { return StatusCode::BAD_GATEWAY.into_response() };
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    let Ok(body) = answer.bytes().await else { return StatusCode::BAD_GATEWAY.into_response() };
    let told: Value = serde_json::from_slice(&body).unwrap_or_default();
    door.counts.add(&operation, &asked, &told);
    headers.remove("content-length");
    headers.remove("transfer-encoding");
    (status, headers, body).into_response()
}

fn refusal(status: StatusCode, name: &str) -> Response {
    let body =
        json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{name}"), "message": "as the story wants it" });
    (status, [("content-type", "application/x-amz-json-1.0")], body.to_string()).into_response()
}

/// The connection breaks before the answer is whole.
fn cut() -> Response {
    let broken = futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("cut")) });
    Body::from_stream(broken).into_response()
}
