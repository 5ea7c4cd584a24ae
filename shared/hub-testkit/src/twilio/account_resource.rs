//! `Accounts`: the account itself and its subaccounts.
//!
//! # Source
//! Twilio, "REST API: Accounts" and "Subaccounts" (who may suspend, what closing does), errors 21100, 21476, 21479.

use axum::http::{HeaderMap, Method, StatusCode};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::account::{Account, AccountStatus};
use super::auth;
use super::faults::{Family, Fault};
use super::ids;
use super::paging::page;
use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::wire::{API_VERSION, rfc2822};

/// `Accounts.json`.
pub(crate) fn serve_all(state: &SimulatorState, headers: &HeaderMap, call: &Call) -> Result<Reply, RestError> {
    let (caller, _) = auth::manager(state, headers, None)?;
    match call.method {
        Method::GET => list(state, &caller, call),
        Method::POST => create(state, &caller, call),
        _ => Err(RestError::method_not_allowed()),
    }
}

/// `Accounts/{Sid}.json`.
pub(crate) fn serve_one(
    state: &SimulatorState,
    headers: &HeaderMap,
    call: &Call,
    sid: &str,
) -> Result<Reply, RestError> {
    let (caller, account) = auth::manager(state, headers, Some(sid))?;
    match call.method {
        Method::GET => Ok(Reply::Json(StatusCode::OK, account_json(&account))),
        Method::POST => update(state, &caller, &account, call),
        _ => Err(RestError::method_not_allowed()),
    }
}

fn list(state: &SimulatorState, caller: &Account, call: &Call) -> Result<Reply, RestError> {
    let (name, status) = (call.given("FriendlyName"), call.given("Status"));
    let fits = |a: &Account| {
        (a.sid == caller.sid || a.owner_sid.as_deref() == Some(caller.sid.as_str()))
            && name.is_none_or(|name| a.friendly_name == name)
            && status.is_none_or(|status| a.status.as_str() == status)
    };
    let found: Vec<Account> = state.accounts().into_iter().rev().filter(fits).collect();
    let body = page(found, |a| &a.sid, &call.params)?.by_uri("accounts", &call.path, account_json);
    Ok(Reply::Json(StatusCode::OK, body))
}

fn create(state: &SimulatorState, caller: &Account, call: &Call) -> Result<Reply, RestError> {
    if caller.owner_sid.is_some() {
        return Err(RestError::bad_request(21100, "A subaccount cannot have subaccounts"));
    }
    let now = state.now();
    let by_default = || now.to_zoned(TimeZone::UTC).strftime("SubAccount Created at %Y-%m-%d %I:%M %P").to_string();
    let name = call.given("FriendlyName").map_or_else(by_default, ToOwned::to_owned);
    check_name(&name)?;
    let account = Account::new(state.fresh_sid("AC"), state.dice(ids::auth_token))
        .with_owner(&caller.sid)
        .with_friendly_name(&name);
    let sid = account.sid.clone();
    let fault = state.faults(|queue| queue.take(&name, Family::Subaccount));
    state.amend(|r| r.add_account(account, now)).map_err(|error| RestError::not_kept(&error))?;
    let made = state.account(&sid).ok_or_else(RestError::server_error)?;
    Ok(match fault {
        Some(Fault::SubaccountAcceptThenCut) => Reply::Cut,
        _ => Reply::Json(StatusCode::CREATED, account_json(&made)),
    })
}

fn update(state: &SimulatorState, caller: &Account, account: &Account, call: &Call) -> Result<Reply, RestError> {
    let name = call.given("FriendlyName");
    name.map_or(Ok(()), check_name)?;
    let status = call.given("Status").map(|word| wanted_status(caller, account, word)).transpose()?;
    let changed = state.change_account(&account.sid, |a| {
        if let Some(name) = name {
            name.clone_into(&mut a.friendly_name);
        }
        a.status = status.unwrap_or(a.status);
    });
    let changed = changed.map_err(|_| RestError::server_error())?;
    Ok(Reply::Json(StatusCode::OK, account_json(&changed)))
}

fn wanted_status(caller: &Account, account: &Account, word: &str) -> Result<AccountStatus, RestError> {
    let status = AccountStatus::read(word)
        .ok_or_else(|| RestError::bad_request(21100, format!("{word} is not active, suspended or closed")))?;
    if account.status == AccountStatus::Closed {
        return Err(RestError::bad_request(
            21479,
            "Unable to update Status for subaccount, subaccount has been closed.",
        ));
    }
    match (&account.owner_sid, caller.sid == account.sid) {
        (Some(_), true) => Err(RestError::unauthenticated()),
        (None, _) if status != AccountStatus::Active => {
            Err(RestError::bad_request(21100, "The main account cannot be suspended or closed"))
        }
        _ => Ok(status),
    }
}

fn check_name(name: &str) -> Result<(), RestError> {
    if name.chars().count() <= 64 {
        return Ok(());
    }
    Err(RestError::bad_request(21100, "FriendlyName is longer than 64 characters"))
}

fn account_json(account: &Account) -> Value {
    let path = format!("/{API_VERSION}/Accounts/{}", account.sid);
    json!({
        "auth_token": account.auth_token,
        "date_created": account.created_at.map(rfc2822),
        "date_updated": account.updated_at.map(rfc2822),
        "friendly_name": account.friendly_name,
        "owner_account_sid": account.owner_sid.as_ref().unwrap_or(&account.sid),
        "sid": account.sid,
        "status": account.status.as_str(),
        "subresource_uris": {
            "available_phone_numbers": format!("{path}/AvailablePhoneNumbers.json"),
            "incoming_phone_numbers": format!("{path}/IncomingPhoneNumbers.json"),
            "keys": format!("{path}/Keys.json"),
            "messages": format!("{path}/Messages.json"),
        },
        "type": "Full",
        "uri": format!("{path}.json"),
    })
}
