//! `/v1/Services/{Sid}/PhoneNumbers`: the numbers of a Messaging Service.
//!
//! # Source
//! Twilio, "Messaging Service `PhoneNumber` Resource"; errors 21421 (no such number), 21710 (already there), 21712 (in
//! another service).

use axum::http::{Method, StatusCode};

use super::account::Account;
use super::incoming_numbers::numbers;
use super::number::Number;
use super::number_json::pooled_json;
use super::paging::page;
use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::state::SimulatorState;

/// `PhoneNumbers` of a service.
pub(crate) fn serve_all(state: &SimulatorState, account: &Account, call: &Call, sid: &str) -> Result<Reply, RestError> {
    let service = account.service(sid).ok_or_else(|| RestError::not_found(&call.path))?;
    let url = format!("{}{}", call.origin, call.path);
    match call.method {
        Method::GET => {
            let found: Vec<Number> = numbers(account).filter(|n| service.has(&n.address)).cloned().collect();
            let row = |n: &Number| pooled_json(account, service, n, &format!("{url}/{}", n.sid));
            let body = page(found, |n| &n.sid, &call.params)?.by_meta("phone_numbers", &url, row);
            Ok(Reply::Json(StatusCode::OK, body))
        }
        Method::POST => add(state, account, call, sid),
        _ => Err(RestError::method_not_allowed()),
    }
}

/// `PhoneNumbers/{Sid}` of a service.
pub(crate) fn serve_one(
    state: &SimulatorState,
    account: &Account,
    call: &Call,
    (sid, number_sid): (&str, &str),
) -> Result<Reply, RestError> {
    let service = account.service(sid).ok_or_else(|| RestError::not_found(&call.path))?;
    let number = numbers(account).find(|n| n.sid == number_sid && service.has(&n.address));
    let number = number.ok_or_else(|| RestError::not_found(&call.path))?;
    match call.method {
        Method::GET => {
            let url = format!("{}{}", call.origin, call.path);
            Ok(Reply::Json(StatusCode::OK, pooled_json(account, service, number, &url)))
        }
        Method::DELETE => {
            let now = state.now();
            let left = state.amend(|r| r.leave_service(&number.address, now));
            left.map(|()| Reply::Nothing).map_err(|error| RestError::not_kept(&error))
        }
        _ => Err(RestError::method_not_allowed()),
    }
}

fn add(state: &SimulatorState, account: &Account, call: &Call, sid: &str) -> Result<Reply, RestError> {
    let wanted = call.given("PhoneNumberSid").unwrap_or_default();
    let number = numbers(account).find(|n| n.sid == wanted);
    let number = number.ok_or_else(|| RestError::bad_request(21421, format!("Phone Number {wanted} is invalid")))?;
    match account.service_of(&number.address) {
        Some(service) if service.sid == sid => {
            let words = "Phone Number or Short Code is already in the Messaging Service.";
            return Err(RestError::new(StatusCode::CONFLICT, 21710, words));
        }
        Some(_) => {
            let words = "Phone Number or Short Code is associated with another Messaging Service.";
            return Err(RestError::new(StatusCode::CONFLICT, 21712, words));
        }
        None => {}
    }
    state.move_to_service(&number.address, sid).map_err(|_| RestError::server_error())?;
    let account = state.account(&account.sid).ok_or_else(RestError::server_error)?;
    let service = account.service(sid).ok_or_else(RestError::server_error)?;
    let url = format!("{}{}/{}", call.origin, call.path, number.sid);
    Ok(Reply::Json(StatusCode::CREATED, pooled_json(&account, service, number, &url)))
}
