//! The parameters of voice requests.

use super::super::inbound_params::country;
use super::super::wire::{API_VERSION, rfc2822};
use super::call::{Call, CallDirection};
use super::recording::Recording;

pub(crate) type Params = Vec<(String, String)>;

/// What goes with every request about a call.
///
/// # Source
/// `contracts/twilio.md` §3, inbound parameters.
pub(crate) fn standard(call: &Call) -> Params {
    let mut params = Params::new();
    let mut add = |name: &str, value: &str| params.push((name.to_owned(), value.to_owned()));
    add("CallSid", &call.sid);
    add("AccountSid", &call.account_sid);
    add("From", &call.from);
    add("To", &call.to);
    add("Caller", &call.from);
    add("Called", &call.to);
    add("CallStatus", &call.status);
    add("Direction", call.direction.as_str());
    add("ApiVersion", API_VERSION);
    if let Some(parent) = &call.parent_sid {
        add("ParentCallSid", parent);
    }
    for (side, address) in [("From", &call.from), ("Caller", &call.from), ("To", &call.to), ("Called", &call.to)] {
        if address.starts_with('+') {
            for (what, value) in [("City", ""), ("State", ""), ("Zip", ""), ("Country", country(address))] {
                add(&format!("{side}{what}"), value);
            }
        }
    }
    if call.direction == CallDirection::Inbound && call.from.starts_with('+') {
        add("StirVerstat", "TN-Validation-Passed-A");
        add("CallToken", &format!("{{\"parentCallInfoToken\":\"{}\"}}", call.sid));
    }
    params
}

/// What a status callback adds.
///
/// # Source
/// `contracts/twilio.md` §3: `CallDuration` is in seconds, `Duration` in billed minutes.
pub(crate) fn of_status(call: &Call, sequence: u32, at: jiff::Timestamp) -> Params {
    let mut params = vec![
        ("Timestamp".to_owned(), rfc2822(at)),
        ("SequenceNumber".to_owned(), sequence.to_string()),
        ("CallbackSource".to_owned(), "call-progress-events".to_owned()),
    ];
    if let Some(duration) = call.duration {
        params.push(("CallDuration".to_owned(), duration.to_string()));
        params.push(("Duration".to_owned(), duration.div_ceil(60).to_string()));
    }
    params
}

/// What a recording callback says.
///
/// # Source
/// `contracts/twilio.md` §3, recording callback.
pub(crate) fn of_recording(recording: &Recording, url: &str) -> Params {
    let mut params = Params::new();
    let mut add = |name: &str, value: &str| params.push((name.to_owned(), value.to_owned()));
    add("AccountSid", &recording.account_sid);
    match &recording.conference_sid {
        Some(conference) => add("ConferenceSid", conference),
        None => add("CallSid", &recording.call_sid),
    }
    add("RecordingSid", &recording.sid);
    add("RecordingUrl", url);
    add("RecordingStatus", &recording.status);
    if let Some(duration) = recording.duration {
        add("RecordingDuration", &duration.to_string());
    }
    add("RecordingChannels", &recording.channels.to_string());
    add("RecordingSource", &recording.source);
    add("RecordingStartTime", &rfc2822(recording.started_at));
    add("RecordingTrack", "both");
    add("ErrorCode", "0");
    params
}
