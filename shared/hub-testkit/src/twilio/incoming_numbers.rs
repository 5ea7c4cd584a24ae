//! `IncomingPhoneNumbers`: buy, find, set and release numbers.
//!
//! # Source
//! Twilio, "`IncomingPhoneNumber` resource"; errors 21402, 21421, 21422, 21451, 21452.

use axum::http::{Method, StatusCode};

use super::account::Account;
use super::faults::{Family, Fault};
use super::inventory::{self, Kind, block_of};
use super::number::{Number, NumberSettings, national_format};
use super::number_json::number_json;
use super::paging::page;
use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::validate::is_e164;

/// `IncomingPhoneNumbers.json`.
pub(crate) fn serve_all(state: &SimulatorState, account: &Account, call: &Call) -> Result<Reply, RestError> {
    match call.method {
        Method::GET => list(account, call),
        Method::POST => buy(state, account, call),
        _ => Err(RestError::method_not_allowed()),
    }
}

/// `IncomingPhoneNumbers/{Sid}.json`.
pub(crate) fn serve_one(state: &SimulatorState, account: &Account, call: &Call, sid: &str) -> Result<Reply, RestError> {
    let number = numbers(account).find(|n| n.sid == sid).ok_or_else(|| RestError::not_found(&call.path))?;
    match call.method {
        Method::GET => Ok(Reply::Json(StatusCode::OK, number_json(account, number))),
        Method::POST => set(state, account, call, number),
        Method::DELETE => {
            let now = state.now();
            let released = state.amend(|r| r.release(&number.address, now));
            released.map(|()| Reply::Nothing).map_err(|error| RestError::not_kept(&error))
        }
        _ => Err(RestError::method_not_allowed()),
    }
}

/// A WhatsApp sender is no phone number.
pub(crate) fn numbers(account: &Account) -> impl Iterator<Item = &Number> {
    account.numbers.iter().filter(|n| n.address.starts_with('+'))
}

fn list(account: &Account, call: &Call) -> Result<Reply, RestError> {
    let (address, name) = (call.given("PhoneNumber"), call.given("FriendlyName"));
    let fits = |n: &&Number| {
        address.is_none_or(|address| n.address == address) && name.is_none_or(|name| n.settings.friendly_name == name)
    };
    let mut found: Vec<Number> = numbers(account).filter(fits).cloned().collect();
    found.reverse();
    let found = page(found, |n| &n.sid, &call.params)?;
    let body = found.by_uri("incoming_phone_numbers", &call.path, |n| number_json(account, n));
    Ok(Reply::Json(StatusCode::OK, body))
}

fn set(state: &SimulatorState, account: &Account, call: &Call, number: &Number) -> Result<Reply, RestError> {
    number.settings.clone().apply(&call.params)?;
    let now = state.now();
    // What applied to a copy applies again; the copy may be behind another change.
    let changed = state.amend(|r| r.change_number(&number.address, now, |n| drop(n.settings.apply(&call.params))));
    let changed = changed.map_err(|error| RestError::not_kept(&error))?;
    let changed = changed.ok_or_else(|| RestError::not_found(&call.path))?;
    Ok(Reply::Json(StatusCode::OK, number_json(account, &changed)))
}

fn buy(state: &SimulatorState, account: &Account, call: &Call) -> Result<Reply, RestError> {
    let address = wanted(state, call)?;
    let mut settings = NumberSettings { friendly_name: national_format(&address), ..NumberSettings::default() };
    settings.apply(&call.params)?;
    if let Some(own) = account.number(&address).filter(|_| state.inner.config.buying_again_updates) {
        let Reply::Json(_, body) = set(state, account, call, own)? else {
            return Err(RestError::server_error());
        };
        return Ok(Reply::Json(StatusCode::CREATED, body));
    }
    if block_of(&address).is_none() || state.is_owned(&address) {
        return Err(unavailable(&address));
    }
    let fault = state.faults(|queue| queue.take(&address, Family::Purchase));
    if fault == Some(Fault::PurchaseServerError500) {
        return Err(RestError::server_error());
    }
    let now = state.now();
    let number = Number {
        sid: state.fresh_sid("PN"),
        settings,
        created_at: Some(now),
        updated_at: Some(now),
        ..Number::new(address)
    };
    let bought = state.amend(|r| r.buy(&account.sid, number.clone(), now));
    if !bought.map_err(|error| RestError::not_kept(&error))? {
        return Err(unavailable(&number.address));
    }
    Ok(match fault {
        Some(Fault::PurchaseAcceptThenCut) => Reply::Cut,
        _ => Reply::Json(StatusCode::CREATED, number_json(account, &number)),
    })
}

/// The number asked for, or the first free one of the area code.
fn wanted(state: &SimulatorState, call: &Call) -> Result<String, RestError> {
    if let Some(address) = call.given("PhoneNumber") {
        let invalid = || RestError::bad_request(21421, format!("{address} is not a valid number"));
        return if is_e164(address) { Ok(address.to_owned()) } else { Err(invalid()) };
    }
    let code = call.given("AreaCode").ok_or_else(|| {
        RestError::bad_request(21421, "PhoneNumber is invalid: either it or AreaCode is required to buy a number")
    })?;
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(RestError::bad_request(21451, format!("{code} is not a valid North American area code")));
    }
    let mut blocks = [inventory::blocks("US", Kind::Local), inventory::blocks("US", Kind::TollFree)].concat();
    blocks.retain(|block| block.area_code == Some(code));
    let free = inventory::numbers(blocks).map(|(number, _)| number).find(|number| !state.is_owned(number));
    free.ok_or_else(|| RestError::bad_request(21452, format!("No phone numbers found in area code {code}")))
}

fn unavailable(address: &str) -> RestError {
    RestError::bad_request(21422, format!("{address} is not available"))
}
