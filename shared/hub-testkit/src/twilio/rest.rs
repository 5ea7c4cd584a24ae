//! The REST surface: one door that reads, authenticates, routes, records and answers.

use std::convert::Infallible;
use std::io;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HOST, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, extract::DefaultBodyLimit};
use futures_util::stream;
use serde_json::Value;

use super::record::{RequestOutcome, RequestRecord, first};
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::{dev, dev_provisioning, media, routes, voice};

/// The whole simulator as a router, for [`TwilioSimulator`](super::TwilioSimulator) or to mount into another server.
///
/// Mount it at the root: Twilio's paths and `/_dev/` are absolute. Faults that close the connection need HTTP/1.
pub fn router(state: SimulatorState) -> Router {
    Router::new()
        .route("/2010-04-01/{*rest}", any(serve))
        .route("/v1/{*rest}", any(serve))
        .route("/v2/{*rest}", any(serve))
        .route("/_cdn/{token}", get(media::cdn))
        .layer(DefaultBodyLimit::max(1 << 20))
        .merge(dev::routes())
        .merge(dev_provisioning::routes())
        .merge(voice::dev::routes())
        .merge(voice::client_dev::routes())
        .with_state(state)
}

/// What the door gives back.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A body in JSON.
    Json(StatusCode, Value),
    /// A file of this type.
    File(&'static str, Vec<u8>),
    /// 204.
    Nothing,
    /// 307 to another URL.
    Redirect(String),
    /// The message was accepted; let the client wait.
    Hang,
    /// What was asked for was done; close the connection.
    Cut,
    /// Nothing was accepted; close the connection.
    Refuse,
}

/// One request, read.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// The form of a POST, the query of anything else.
    pub(crate) params: Vec<(String, String)>,
    /// Where the client reached the simulator, without a slash at the end.
    pub(crate) origin: String,
}

impl Call {
    /// The first value of a parameter that is not empty.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        first(&self.params, name).filter(|value| !value.is_empty())
    }
}

async fn serve(
    State(state): State<SimulatorState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let at = state.now();
    let params = if method == Method::POST {
        posted(uri.path(), &headers, &body)
    } else {
        decode(uri.query().unwrap_or("").as_bytes())
    };
    let host = headers.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    let call = Call { method, path: uri.path().to_owned(), params, origin: format!("http://{host}") };
    let reply = routes::route(&state, &headers, &call);
    let record = RequestRecord {
        at,
        method: call.method.to_string(),
        path: call.path,
        params: call.params,
        outcome: outcome(&reply),
    };
    state.edit(|ledger| ledger.note_request(record));
    answer(&state, reply).await
}

/// The parameters of a POST: the newer API takes JSON, the older one forms alone.
fn posted(path: &str, headers: &HeaderMap, body: &[u8]) -> Vec<(String, String)> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if path.starts_with("/v2/") && kind.starts_with("application/json") {
        return serde_json::from_slice(body).map(|body| flat("", &body)).unwrap_or_default();
    }
    if kind.starts_with("application/x-www-form-urlencoded") { decode(body) } else { vec![] }
}

/// The texts of a JSON body, named as `outer.inner`.
fn flat(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(fields) => {
            let inner = |field: &String| if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
            fields.iter().flat_map(|(field, value)| flat(&inner(field), value)).collect()
        }
        Value::String(text) => vec![(name.to_owned(), text.clone())],
        other => vec![(name.to_owned(), other.to_string())],
    }
}

fn decode(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn outcome(reply: &Result<Reply, RestError>) -> RequestOutcome {
    match reply {
        Ok(Reply::Json(status, _)) => RequestOutcome::Answered { status: status.as_u16(), code: None },
        Ok(Reply::File(..)) => RequestOutcome::Answered { status: 200, code: None },
        Ok(Reply::Nothing) => RequestOutcome::Answered { status: 204, code: None },
        Ok(Reply::Redirect(_)) => RequestOutcome::Answered { status: 307, code: None },
        Ok(Reply::Hang) => RequestOutcome::AcceptedThenHung,
        Ok(Reply::Cut) => RequestOutcome::AcceptedThenCut,
        Ok(Reply::Refuse) => RequestOutcome::Refused,
        Err(error) => RequestOutcome::Answered { status: error.status.as_u16(), code: Some(error.code) },
    }
}

async fn answer(state: &SimulatorState, reply: Result<Reply, RestError>) -> Response {
    match reply {
        Ok(Reply::Json(status, body)) => (status, Json(body)).into_response(),
        Ok(Reply::File(kind, bytes)) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        Ok(Reply::Nothing) => StatusCode::NO_CONTENT.into_response(),
        Ok(Reply::Redirect(location)) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response(),
        Ok(Reply::Hang) => {
            // A client that gives up drops this future.
            tokio::time::sleep(state.inner.config.hang_limit).await;
            closed_connection()
        }
        Ok(Reply::Cut | Reply::Refuse) => closed_connection(),
        Err(error) => {
            let mut response = (error.status, Json(error.json())).into_response();
            if error.status == StatusCode::UNAUTHORIZED {
                let realm = HeaderValue::from_static("Basic realm=\"Twilio API\"");
                response.headers_mut().insert(WWW_AUTHENTICATE, realm);
            }
            response
        }
    }
}

/// Makes the HTTP/1 server close the connection without a byte: a body that fails before its first chunk is noticed
/// before the head has left the write buffer.
fn closed_connection() -> Response {
    let broken: Result<Result<Bytes, io::Error>, Infallible> = Ok(Err(io::Error::other("cut on purpose")));
    Response::new(Body::from_stream(stream::iter(broken)))
}
