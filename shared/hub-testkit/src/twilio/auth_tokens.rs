//! `/v1/AuthTokens` (host `accounts.twilio.com`): a second token, and its promotion.
//!
//! # Source
//! Twilio, "REST API: Secondary Auth Token" and "REST API: Auth Token".

use axum::http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

use super::account::Account;
use super::auth;
use super::error::SimulatorError;
use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::wire::iso8601;

/// `AuthTokens/Secondary` and `AuthTokens/Promote`, for the account of the credentials.
pub(crate) fn serve(state: &SimulatorState, headers: &HeaderMap, call: &Call, which: &str) -> Result<Reply, RestError> {
    let (_, account) = auth::manager(state, headers, None)?;
    match (which, &call.method) {
        ("Secondary", &Method::POST) => {
            let token = state.create_secondary_token(&account.sid).map_err(|_| RestError::server_error())?;
            Ok(Reply::Json(StatusCode::CREATED, token_json(state, &account, call, ("secondary_auth_token", &token))))
        }
        ("Secondary", &Method::DELETE) => {
            if account.secondary_token.is_none() {
                return Err(RestError::not_found(&call.path));
            }
            let removed = state.change_account(&account.sid, |a| a.secondary_token = None);
            removed.map(|_| Reply::Nothing).map_err(|_| RestError::server_error())
        }
        ("Promote", &Method::POST) => match state.promote_token(&account.sid) {
            Ok(token) => Ok(Reply::Json(StatusCode::OK, token_json(state, &account, call, ("auth_token", &token)))),
            Err(SimulatorError::NoSecondaryToken(_)) => Err(RestError::not_found(&call.path)),
            Err(_) => Err(RestError::server_error()),
        },
        ("Secondary" | "Promote", _) => Err(RestError::method_not_allowed()),
        _ => Err(RestError::not_found(&call.path)),
    }
}

fn token_json(state: &SimulatorState, account: &Account, call: &Call, (key, token): (&str, &str)) -> Value {
    let now = iso8601(state.now());
    json!({
        "account_sid": account.sid,
        key: token,
        "date_created": now,
        "date_updated": now,
        "url": format!("{}{}", call.origin, call.path),
    })
}
