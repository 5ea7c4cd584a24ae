//! The REST surface: one door that reads, authenticates, routes, records and answers.

use std::convert::Infallible;
use std::io;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, extract::DefaultBodyLimit};
use futures_util::stream;
use serde_json::{Value, json};

use super::account::Account;
use super::record::{RequestOutcome, RequestRecord};
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::wire::API_VERSION;
use super::{auth, create, dev, item, list, wire};

/// The whole simulator as a router, for [`TwilioSimulator`](super::TwilioSimulator) or to mount into another server.
///
/// Mount it at the root: Twilio's paths and `/_dev/` are absolute. Faults that close the connection need HTTP/1.
pub fn router(state: SimulatorState) -> Router {
    Router::new()
        .route("/2010-04-01/{*rest}", any(serve))
        .layer(DefaultBodyLimit::max(1 << 20))
        .merge(dev::routes())
        .with_state(state)
}

/// What the door gives back.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A body in JSON.
    Json(StatusCode, Value),
    /// 204.
    Nothing,
    /// The message was accepted; let the client wait.
    Hang,
    /// The message was accepted; close the connection.
    Cut,
    /// Nothing was accepted; close the connection.
    Refuse,
}

struct Call {
    method: Method,
    path: String,
    params: Vec<(String, String)>,
}

async fn serve(
    State(state): State<SimulatorState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let at = state.now();
    let params =
        if method == Method::POST { form(&headers, &body) } else { decode(uri.query().unwrap_or("").as_bytes()) };
    let call = Call { method, path: uri.path().to_owned(), params };
    let reply = route(&state, &headers, &call);
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

fn form(headers: &HeaderMap, body: &[u8]) -> Vec<(String, String)> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if kind.starts_with("application/x-www-form-urlencoded") { decode(body) } else { vec![] }
}

fn decode(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn route(state: &SimulatorState, headers: &HeaderMap, call: &Call) -> Result<Reply, RestError> {
    let parts: Vec<&str> = call.path.trim_start_matches('/').split('/').collect();
    match parts.as_slice() {
        [_, "Accounts", file] => {
            let sid = json_name(file, &call.path)?;
            let account = auth::authenticate(state, headers, sid)?;
            only(call, &Method::GET)?;
            Ok(Reply::Json(StatusCode::OK, account_json(&account)))
        }
        [_, "Accounts", sid, "Messages.json"] => {
            let account = auth::authenticate(state, headers, sid)?;
            match call.method {
                Method::POST => create::create(state, &account, &call.params),
                Method::GET => Ok(Reply::Json(StatusCode::OK, list::list(state, &account, &call.params)?)),
                _ => Err(RestError::method_not_allowed()),
            }
        }
        [_, "Accounts", sid, "Messages", file] => {
            let account = auth::authenticate(state, headers, sid)?;
            let sid = json_name(file, &call.path)?;
            let message = item::find(state, &account, sid).ok_or_else(|| RestError::not_found(&call.path))?;
            match call.method {
                Method::GET => Ok(Reply::Json(StatusCode::OK, wire::message_json(&message))),
                Method::POST => Ok(Reply::Json(StatusCode::OK, item::update(state, &message, &call.params)?)),
                Method::DELETE => item::delete(state, &message).map(|()| Reply::Nothing),
                _ => Err(RestError::method_not_allowed()),
            }
        }
        _ => Err(RestError::not_found(&call.path)),
    }
}

fn json_name<'a>(file: &'a str, path: &str) -> Result<&'a str, RestError> {
    file.strip_suffix(".json").ok_or_else(|| RestError::not_found(path))
}

fn only(call: &Call, method: &Method) -> Result<(), RestError> {
    if call.method == *method { Ok(()) } else { Err(RestError::method_not_allowed()) }
}

fn account_json(account: &Account) -> Value {
    json!({
        "friendly_name": account.sid,
        "owner_account_sid": account.sid,
        "sid": account.sid,
        "status": "active",
        "type": "Full",
        "uri": format!("/{API_VERSION}/Accounts/{}.json", account.sid),
    })
}

fn outcome(reply: &Result<Reply, RestError>) -> RequestOutcome {
    match reply {
        Ok(Reply::Json(status, _)) => RequestOutcome::Answered { status: status.as_u16(), code: None },
        Ok(Reply::Nothing) => RequestOutcome::Answered { status: 204, code: None },
        Ok(Reply::Hang) => RequestOutcome::AcceptedThenHung,
        Ok(Reply::Cut) => RequestOutcome::AcceptedThenCut,
        Ok(Reply::Refuse) => RequestOutcome::Refused,
        Err(error) => RequestOutcome::Answered { status: error.status.as_u16(), code: Some(error.code) },
    }
}

async fn answer(state: &SimulatorState, reply: Result<Reply, RestError>) -> Response {
    match reply {
        Ok(Reply::Json(status, body)) => (status, Json(body)).into_response(),
        Ok(Reply::Nothing) => StatusCode::NO_CONTENT.into_response(),
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
