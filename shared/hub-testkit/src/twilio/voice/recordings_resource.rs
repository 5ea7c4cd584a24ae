//! `Recordings`: find, hear and remove captured audio.
//!
//! # Source
//! Twilio, "Recordings resource": the media is the resource's address alone or with `.wav` or `.mp3`; a recording that is
//! not completed has no media yet.

use axum::http::{Method, StatusCode};

use super::super::account::Account;
use super::super::faults::{Family, Fault};
use super::super::media;
use super::super::paging::page;
use super::super::rest::{Call as Request, Reply};
use super::super::rest_error::RestError;
use super::super::state::SimulatorState;
use super::super::wire::API_VERSION;
use super::call_json::recording_json;
use super::recording::Recording;
use super::wav;

/// `Recordings.json`, or a `GET` of `Calls/{CA}/Recordings.json`.
pub(crate) fn serve_all(
    state: &SimulatorState,
    account: &Account,
    request: &Request,
    of_call: Option<&str>,
) -> Result<Reply, RestError> {
    if request.method != Method::GET {
        return Err(RestError::method_not_allowed());
    }
    let call = of_call.or_else(|| request.given("CallSid"));
    let found: Vec<Recording> = state.look(|ledger| {
        let fits = |recording: &&Recording| {
            recording.account_sid == account.sid
                && !recording.deleted
                && call.is_none_or(|call| recording.call_sid == call)
        };
        ledger.voice.recordings.iter().rev().filter(fits).cloned().collect()
    });
    let found = page(found, |recording| &recording.sid, &request.params)?;
    let row = |recording: &Recording| recording_json(recording, &state.recording_url(recording));
    Ok(Reply::Json(StatusCode::OK, found.by_uri("recordings", &request.path, row)))
}

/// `Recordings/{RE}.json`, `.wav`, `.mp3` or nothing.
pub(crate) fn serve_one(
    state: &SimulatorState,
    account: &Account,
    request: &Request,
    file: &str,
) -> Result<Reply, RestError> {
    let (sid, kind) = file.split_once('.').unwrap_or((file, "wav"));
    let missing = || RestError::not_found(&request.path);
    let known = state.recording(sid).filter(|r| r.account_sid == account.sid && !r.deleted);
    let recording = known.ok_or_else(missing)?;
    match (&request.method, kind) {
        (&Method::GET, "json") => {
            Ok(Reply::Json(StatusCode::OK, recording_json(&recording, &state.recording_url(&recording))))
        }
        (&Method::GET, "wav") => audio(state, request, &recording, "audio/x-wav"),
        (&Method::GET, "mp3") => audio(state, request, &recording, "audio/mpeg"),
        (&Method::DELETE, "json" | "wav") => {
            state.edit(|ledger| ledger.voice.recording_mut(sid).map(|recording| recording.deleted = true));
            state.keep_recording(sid);
            Ok(Reply::Nothing)
        }
        (&Method::GET | &Method::DELETE, _) => Err(missing()),
        _ => Err(RestError::method_not_allowed()),
    }
}

fn audio(
    state: &SimulatorState,
    request: &Request,
    recording: &Recording,
    content_type: &'static str,
) -> Result<Reply, RestError> {
    let missing = || RestError::not_found(&request.path);
    let seconds = recording.duration.filter(|_| recording.status == "completed").ok_or_else(missing)?;
    let fault = state.faults(|queue| queue.take(&recording.customer, Family::Media));
    match &fault {
        Some(Fault::MediaNotFound404) => return Err(missing()),
        Some(Fault::MediaServerError500) => return Err(RestError::server_error()),
        Some(Fault::MediaRedirect { location }) => return Ok(Reply::Redirect(location.clone())),
        _ => {}
    }
    let channels = if request.given("RequestedChannels") == Some("1") { 1 } else { recording.channels };
    let bytes = wav::tone(seconds, channels, &recording.text);
    if fault.is_some() || state.inner.config.recordings_redirect {
        return Ok(Reply::Redirect(media::show_bytes(state, &request.origin, (content_type, bytes), fault)));
    }
    Ok(Reply::File(content_type, bytes))
}

impl SimulatorState {
    /// Where a recording is, without an ending: a WAV file.
    #[must_use]
    pub fn recording_url(&self, recording: &Recording) -> String {
        format!("{}/{API_VERSION}/Accounts/{}/Recordings/{}", self.origin(), recording.account_sid, recording.sid)
    }
}
