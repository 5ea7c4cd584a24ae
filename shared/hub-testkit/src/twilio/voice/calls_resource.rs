//! `Calls`: make, find, redirect, end and remove calls.

use axum::http::{Method, StatusCode};

use super::super::account::Account;
use super::super::faults::{Family, Fault};
use super::super::list::Moment;
use super::super::paging::page;
use super::super::rest::{Call as Request, Reply};
use super::super::rest_error::RestError;
use super::super::state::SimulatorState;
use super::call::{Call, CallDirection};
use super::call_json::call_json;
use super::call_rules::{CallRequest, Form, callee_of, validate};
use super::live::Command;
use super::person::Person;
use super::place::{blank, ring_out};

/// `Calls.json`.
pub(crate) fn serve_all(state: &SimulatorState, account: &Account, request: &Request) -> Result<Reply, RestError> {
    match request.method {
        Method::POST => create(state, account, &request.params),
        Method::GET => list(state, account, request),
        _ => Err(RestError::method_not_allowed()),
    }
}

/// `Calls/{Sid}.json`.
pub(crate) fn serve_one(
    state: &SimulatorState,
    account: &Account,
    request: &Request,
    sid: &str,
) -> Result<Reply, RestError> {
    let call = find(state, account, sid).ok_or_else(|| RestError::not_found(&request.path))?;
    match request.method {
        Method::GET => Ok(Reply::Json(StatusCode::OK, call_json(&call))),
        Method::POST => update(state, account, &call, &request.params),
        Method::DELETE if call.is_over() => {
            state.edit(|ledger| ledger.voice.call_mut(sid).map(|call| call.deleted = true));
            state.keep_call(sid);
            Ok(Reply::Nothing)
        }
        Method::DELETE => {
            Err(RestError::new(StatusCode::CONFLICT, 20009, "Cannot delete this resource before it is complete"))
        }
        _ => Err(RestError::method_not_allowed()),
    }
}

pub(crate) fn find(state: &SimulatorState, account: &Account, sid: &str) -> Option<Call> {
    state.call(sid).filter(|call| call.account_sid == account.sid && !call.deleted)
}

fn create(state: &SimulatorState, account: &Account, params: &[(String, String)]) -> Result<Reply, RestError> {
    let request = validate(account, params)?;
    let fault = state.faults(|queue| queue.take(&request.to, Family::Answer));
    match fault {
        Some(Fault::TooManyRequests429) => return Err(RestError::too_many_requests()),
        Some(Fault::ServerError500) => return Err(RestError::server_error()),
        Some(Fault::OptedOut21610) => return Err(RestError::opted_out()),
        Some(Fault::Refused { code }) => return Err(RestError::refused(code)),
        Some(Fault::RefuseBeforeAccept) => return Ok(Reply::Refuse),
        _ => {}
    }
    let answer = begin(state, account, request);
    Ok(match fault {
        Some(Fault::AcceptThenTimeout) => Reply::Hang,
        Some(Fault::AcceptThenCut) => Reply::Cut,
        _ => Reply::Json(StatusCode::CREATED, call_json(&answer)),
    })
}

fn begin(state: &SimulatorState, account: &Account, request: CallRequest) -> Call {
    let line = state.line(account, request.fallback);
    let sid = state.fresh_sid("CA");
    let call = Call {
        to: request.to.clone(),
        parameters: request.parameters,
        from: request.from,
        ..blank(&sid, &line, CallDirection::OutboundApi, "queued")
    };
    let person = state.person_at(&request.to);
    let is_there = person.is_some();
    let mut leg = state.open(line, call.clone(), (person.unwrap_or_else(Person::away), request.plan));
    leg.is_there = is_there;
    leg.line.note(&sid, "queued");
    state.edit(|ledger| ledger.voice.teller(&sid).wanted = request.capture);
    ring_out(leg, request.source, request.timeout);
    call
}

/// Other TwiML for a call that is answered, or its end.
fn update(
    state: &SimulatorState,
    account: &Account,
    call: &Call,
    params: &[(String, String)],
) -> Result<Reply, RestError> {
    let form = Form(params);
    if let Some(source) = form.source(account)? {
        let is_running = call.status == "in-progress";
        let refused = || RestError::bad_request(21220, "Invalid call state: Call is not in-progress. Cannot redirect.");
        if !is_running || state.command(&call.sid, Command::Replace(source)).is_err() {
            return Err(refused());
        }
        return Ok(Reply::Json(StatusCode::OK, call_json(call)));
    }
    match form.given("Status") {
        // A call that is answered goes on.
        Some("canceled") if !call.is_ringing() => {}
        Some("canceled") => drop(state.command(&call.sid, Command::End("canceled"))),
        Some("completed") => drop(state.command(&call.sid, Command::End("canceled"))),
        Some(other) => return Err(RestError::bad_request(20001, format!("Invalid parameter Status: {other}"))),
        None => {}
    }
    Ok(Reply::Json(StatusCode::OK, call_json(call)))
}

fn list(state: &SimulatorState, account: &Account, request: &Request) -> Result<Reply, RestError> {
    let given = |name: &str| request.given(name);
    let moment = |name: &str| given(name).map(|value| Moment::read(name, value)).transpose();
    let (on, since, until) = (moment("StartTime")?, moment("StartTime>")?, moment("StartTime<")?);
    let found: Vec<Call> = state.look(|ledger| {
        let fits = |call: &&Call| {
            let started = call.answered_at.unwrap_or(call.created_at).as_second();
            call.account_sid == account.sid
                && !call.deleted
                && given("To").is_none_or(|to| call.to == callee_of(to).0)
                && given("From").is_none_or(|from| call.from == from)
                && given("Status").is_none_or(|status| call.status == status)
                && given("ParentCallSid").is_none_or(|parent| call.parent_sid.as_deref() == Some(parent))
                && on.as_ref().is_none_or(|m| m.holds(started))
                && since.as_ref().is_none_or(|m| started >= m.first)
                && until.as_ref().is_none_or(|m| started <= m.last)
        };
        ledger.voice.calls.iter().rev().filter(fits).cloned().collect()
    });
    let found = page(found, |call| &call.sid, &request.params)?;
    Ok(Reply::Json(StatusCode::OK, found.by_uri("calls", &request.path, call_json)))
}
