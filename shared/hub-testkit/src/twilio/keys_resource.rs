//! `Accounts/{AC}/Keys`: API keys made, listed, renamed, removed.
//!
//! # Source
//! Twilio, "REST API: Key Resource v2010": a key made over REST is a Standard one; its secret is shown once, when it is
//! made. A Standard key manages no keys.

use axum::http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

use super::account::{Account, ApiKey};
use super::auth;
use super::ids;
use super::paging::page;
use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::wire::rfc2822;

const NAME_MAX_CHARACTERS: usize = 64;

/// `Keys.json`.
pub(crate) fn serve_all(
    state: &SimulatorState,
    headers: &HeaderMap,
    call: &Call,
    sid: &str,
) -> Result<Reply, RestError> {
    let (_, account) = auth::manager(state, headers, Some(sid))?;
    match call.method {
        Method::POST => create(state, &account, call),
        Method::GET => {
            let keys: Vec<ApiKey> = account.api_keys.into_iter().rev().collect();
            let body = page(keys, |key| &key.sid, &call.params)?.by_uri("keys", &call.path, key_json);
            Ok(Reply::Json(StatusCode::OK, body))
        }
        _ => Err(RestError::method_not_allowed()),
    }
}

/// `Keys/{SK}.json`.
pub(crate) fn serve_one(
    state: &SimulatorState,
    headers: &HeaderMap,
    call: &Call,
    (sid, key): (&str, &str),
) -> Result<Reply, RestError> {
    let (_, account) = auth::manager(state, headers, Some(sid))?;
    let known = account.api_keys.iter().find(|known| known.sid == key).cloned();
    let known = known.ok_or_else(|| RestError::not_found(&call.path))?;
    match call.method {
        Method::GET => Ok(Reply::Json(StatusCode::OK, key_json(&known))),
        Method::POST => {
            let friendly_name = name(call)?.unwrap_or(known.friendly_name.clone());
            let changed = ApiKey { friendly_name, updated_at: Some(state.now()), ..known };
            put(state, &account, changed.clone())?;
            Ok(Reply::Json(StatusCode::OK, key_json(&changed)))
        }
        Method::DELETE => {
            state.amend(|r| r.remove_key(key)).map_err(|error| RestError::not_kept(&error))?;
            Ok(Reply::Nothing)
        }
        _ => Err(RestError::method_not_allowed()),
    }
}

fn create(state: &SimulatorState, account: &Account, call: &Call) -> Result<Reply, RestError> {
    let now = Some(state.now());
    let made = ApiKey {
        friendly_name: name(call)?.unwrap_or_default(),
        created_at: now,
        updated_at: now,
        ..ApiKey::new(state.fresh_sid("SK"), state.dice(ids::auth_token))
    };
    put(state, account, made.clone())?;
    let mut body = key_json(&made);
    body["secret"] = json!(made.secret);
    Ok(Reply::Json(StatusCode::CREATED, body))
}

fn put(state: &SimulatorState, account: &Account, key: ApiKey) -> Result<(), RestError> {
    state.amend(|r| r.put_key(&account.sid, key)).map_err(|error| RestError::not_kept(&error))
}

fn name(call: &Call) -> Result<Option<String>, RestError> {
    let Some(name) = call.given("FriendlyName") else { return Ok(None) };
    if name.chars().count() > NAME_MAX_CHARACTERS {
        return Err(RestError::bad_request(20001, "FriendlyName is longer than 64 characters"));
    }
    Ok(Some(name.to_owned()))
}

/// Without the secret.
fn key_json(key: &ApiKey) -> Value {
    json!({
        "sid": key.sid,
        "friendly_name": key.friendly_name,
        "date_created": key.created_at.map(rfc2822),
        "date_updated": key.updated_at.map(rfc2822),
    })
}
