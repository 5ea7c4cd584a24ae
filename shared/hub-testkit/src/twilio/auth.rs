//! HTTP Basic: an account's SID and one of its tokens, or one of its API keys; and whom that may act for.
//!
//! # Source
//! Twilio, error 21100 and "API keys": a main account's token also acts for its subaccounts, its API keys do not; a
//! Standard key manages no accounts. Errors 20005 and 20403: an account that is not active is refused with 403.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::account::Account;
use super::faults::Family;
use super::rest_error::RestError;
use super::state::SimulatorState;

/// Who asks.
struct Caller {
    account: Account,
    means: Means,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    Token,
    MainKey,
    StandardKey,
}

/// The account of the path, when the request may act for it.
///
/// # Errors
/// 401 with code 20003 for everything that is not right, without saying what; 403 with 20005 when it is not active.
pub(crate) fn authenticate(state: &SimulatorState, headers: &HeaderMap, sid: &str) -> Result<Account, RestError> {
    let caller = caller(state, headers)?;
    let account = subject(state, &caller, sid)?;
    active(state, &account)?;
    Ok(account)
}

/// The account of the credentials, for the hosts whose paths name none.
///
/// # Errors
/// As [`authenticate`].
pub(crate) fn own(state: &SimulatorState, headers: &HeaderMap) -> Result<Account, RestError> {
    let caller = caller(state, headers)?;
    let sid = caller.account.sid.clone();
    let account = subject(state, &caller, &sid)?;
    active(state, &account)?;
    Ok(account)
}

/// The account of the credentials and the one they manage: `sid`, or itself. A main account also manages what is
/// suspended or closed.
///
/// # Errors
/// As [`authenticate`]; and 401 for a Standard API key.
pub(crate) fn manager(
    state: &SimulatorState,
    headers: &HeaderMap,
    sid: Option<&str>,
) -> Result<(Account, Account), RestError> {
    let caller = caller(state, headers)?;
    if caller.means == Means::StandardKey {
        return Err(RestError::unauthenticated());
    }
    let managed = match subaccount(state, &caller, sid) {
        Some(account) => account,
        None => subject(state, &caller, sid.unwrap_or(&caller.account.sid))?,
    };
    active(state, &caller.account)?;
    Ok((caller.account, managed))
}

/// A Main key manages its account's subaccounts, though it does not act for them.
fn subaccount(state: &SimulatorState, caller: &Caller, sid: Option<&str>) -> Option<Account> {
    let account = state.account(sid?)?;
    let is_owned = account.owner_sid.as_deref() == Some(caller.account.sid.as_str());
    (is_owned && caller.means == Means::MainKey && !is_cut_off(state, caller, &account)).then_some(account)
}

fn subject(state: &SimulatorState, caller: &Caller, sid: &str) -> Result<Account, RestError> {
    let account = state.account(sid).ok_or_else(RestError::unauthenticated)?;
    let is_own = account.sid == caller.account.sid;
    let is_owned = account.owner_sid.as_deref() == Some(caller.account.sid.as_str()) && caller.means == Means::Token;
    if !(is_own || is_owned) || is_cut_off(state, caller, &account) {
        return Err(RestError::unauthenticated());
    }
    Ok(account)
}

/// A fault refuses credentials that are right.
fn is_cut_off(state: &SimulatorState, caller: &Caller, account: &Account) -> bool {
    state.faults(|queue| {
        queue.take(&account.sid, Family::Credentials).or_else(|| queue.take(&caller.account.sid, Family::Credentials))
    }) == Some(super::faults::Fault::Unauthorized401)
}

fn active(state: &SimulatorState, account: &Account) -> Result<(), RestError> {
    if state.registry(|r| r.is_active(account)) { Ok(()) } else { Err(RestError::not_active()) }
}

fn caller(state: &SimulatorState, headers: &HeaderMap) -> Result<Caller, RestError> {
    let (user, password) = credentials(headers).ok_or_else(RestError::unauthenticated)?;
    let found = state.registry(|registry| {
        registry.accounts().iter().find_map(|account| {
            let means = means(account, &user, &password)?;
            Some(Caller { account: account.clone(), means })
        })
    });
    found.ok_or_else(RestError::unauthenticated)
}

fn means(account: &Account, user: &str, password: &str) -> Option<Means> {
    if password.is_empty() {
        return None;
    }
    if user == account.sid {
        let fits = password == account.auth_token || Some(password) == account.secondary_token.as_deref();
        return fits.then_some(Means::Token);
    }
    let key = account.api_keys.iter().find(|key| key.sid == user && key.secret == password)?;
    Some(if key.is_main { Means::MainKey } else { Means::StandardKey })
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
