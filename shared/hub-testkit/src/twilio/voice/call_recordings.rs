//! `Calls/{CA}/Recordings`: begins and stops to capture a call that runs.
//!
//! # Source
//! Twilio, "Recordings resource": a call that is not in progress cannot be recorded (21220). `Twilio.CURRENT` is the
//! capture that goes on.

use axum::http::{Method, StatusCode};

use super::super::account::Account;
use super::super::rest::{Call as Request, Reply};
use super::super::rest_error::RestError;
use super::super::state::SimulatorState;
use super::call::Call;
use super::call_json::recording_json;
use super::call_rules::Form;
use super::{callbacks, calls_resource, capture, recordings_resource};

/// `Calls/{CA}/Recordings.json`.
pub(crate) fn serve_all(
    state: &SimulatorState,
    account: &Account,
    request: &Request,
    sid: &str,
) -> Result<Reply, RestError> {
    if request.method != Method::POST {
        return recordings_resource::serve_all(state, account, request, Some(sid));
    }
    let call = calls_resource::find(state, account, sid).ok_or_else(|| RestError::not_found(&request.path))?;
    let line = state.running(sid).filter(|_| call.status == "in-progress").ok_or_else(not_running)?;
    let wanted = Form(&request.params).capture("StartCallRecordingAPI")?;
    let mut others = state.look(|ledger| {
        let last = |other: &Call| other.events.iter().rfind(|event| event.what.ends_with("bridged")).cloned();
        let is_on_it = |other: &&Call| !other.is_over() && last(other).is_some_and(|event| event.what == "bridged");
        ledger.children_of(sid).filter(is_on_it).map(|other| other.sid.clone()).collect::<Vec<_>>()
    });
    others.extend(state.others_in_conference_with(sid));
    let legs: Vec<&str> = std::iter::once(sid).chain(others.iter().map(String::as_str)).collect();
    let (begun, told) = capture::open(&line, &legs, wanted);
    let recording = begun.sid.clone();
    state.edit(|ledger| ledger.voice.teller(sid).captures.push(begun));
    callbacks::deliver_later(&line, sid, told.into_iter().collect());
    shown(state, request, &recording, StatusCode::CREATED)
}

/// `Calls/{CA}/Recordings/{RE}`: `POST` `Status=stopped`, otherwise as the recording itself.
pub(crate) fn serve_one(
    state: &SimulatorState,
    account: &Account,
    request: &Request,
    (sid, file): (&str, &str),
) -> Result<Reply, RestError> {
    if request.method != Method::POST {
        return recordings_resource::serve_one(state, account, request, file);
    }
    calls_resource::find(state, account, sid).ok_or_else(|| RestError::not_found(&request.path))?;
    let status = request.given("Status").unwrap_or_default();
    if status != "stopped" {
        return Err(RestError::bad_request(20001, format!("Invalid parameter Status: {status}")));
    }
    let line = state.running(sid).ok_or_else(not_running)?;
    let wanted = file.strip_suffix(".json").unwrap_or(file);
    let open = state.edit(|ledger| {
        let captures = &mut ledger.voice.teller(sid).captures;
        let index = captures.iter().rposition(|capture| wanted == "Twilio.CURRENT" || capture.sid == wanted)?;
        Some(captures.remove(index))
    });
    let open = open.ok_or_else(|| RestError::not_found(&request.path))?;
    let length = line.timeline.now().saturating_sub(open.began);
    let (_, told) = capture::end(&line, &open, length, "");
    callbacks::deliver_later(&line, sid, told);
    shown(state, request, &open.sid, StatusCode::OK)
}

fn shown(state: &SimulatorState, request: &Request, sid: &str, status: StatusCode) -> Result<Reply, RestError> {
    let recording = state.recording(sid).ok_or_else(|| RestError::not_found(&request.path))?;
    Ok(Reply::Json(status, recording_json(&recording, &state.recording_url(&recording))))
}

fn not_running() -> RestError {
    RestError::bad_request(21220, "Requested resource is not eligible for recording")
}
