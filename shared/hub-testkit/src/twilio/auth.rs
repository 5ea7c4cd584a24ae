//! HTTP Basic: the account's SID and token, or one of its API keys.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::account::Account;
use super::rest_error::RestError;
use super::state::SimulatorState;

/// The account of the path, when the request may act for it.
///
/// # Errors
/// 401 with code 20003 for everything that is not right, without saying what.
pub(crate) fn authenticate(state: &SimulatorState, headers: &HeaderMap, sid: &str) -> Result<Account, RestError> {
    let account = state.account(sid).ok_or_else(RestError::unauthenticated)?;
    let (user, password) = credentials(headers).ok_or_else(RestError::unauthenticated)?;
    let by_token = user == account.sid && password == account.auth_token && !password.is_empty();
    let by_key = account.api_keys.iter().any(|key| user == key.sid && password == key.secret && !password.is_empty());
    if by_token || by_key { Ok(account) } else { Err(RestError::unauthenticated()) }
}

fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
