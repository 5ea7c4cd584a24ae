//! Twilio's JSON for calls and recordings.

use serde_json::{Value, json};

use super::super::wire::{API_VERSION, rfc2822};
use super::call::Call;
use super::recording::Recording;

/// A call as the REST resource shows it: its duration is a text in seconds, its dates are RFC 2822.
pub(crate) fn call_json(call: &Call) -> Value {
    let uri = format!("/{API_VERSION}/Accounts/{}/Calls/{}", call.account_sid, call.sid);
    let changed = call.ended_at.or(call.answered_at).unwrap_or(call.created_at);
    json!({
        "account_sid": call.account_sid,
        "annotation": null,
        "answered_by": null,
        "api_version": API_VERSION,
        "caller_name": null,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(changed),
        "direction": call.direction.as_str(),
        "duration": call.duration.map(|seconds| seconds.to_string()),
        "end_time": call.ended_at.map(rfc2822),
        "forwarded_from": null,
        "from": call.from,
        "from_formatted": super::super::number::national_format(&call.from),
        "group_sid": null,
        "parent_call_sid": call.parent_sid,
        "phone_number_sid": null,
        "price": null,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": (call.status != "queued").then(|| rfc2822(call.answered_at.unwrap_or(call.created_at))),
        "status": if call.status == "initiated" { "queued" } else { &call.status },
        "subresource_uris": {"recordings": format!("{uri}/Recordings.json")},
        "to": call.to,
        "to_formatted": super::super::number::national_format(&call.to),
        "trunk_sid": null,
        "uri": format!("{uri}.json"),
    })
}

/// A recording as the REST resource shows it.
pub(crate) fn recording_json(recording: &Recording, media_url: &str) -> Value {
    let uri = format!("/{API_VERSION}/Accounts/{}/Recordings/{}", recording.account_sid, recording.sid);
    let ended = recording.started_at
        + jiff::SignedDuration::from_secs(
            recording.duration.and_then(|seconds| i64::try_from(seconds).ok()).unwrap_or_default(),
        );
    json!({
        "account_sid": recording.account_sid,
        "api_version": API_VERSION,
        "call_sid": recording.call_sid,
        "channels": recording.channels,
        "conference_sid": recording.conference_sid,
        "date_created": rfc2822(recording.started_at),
        "date_updated": rfc2822(ended),
        "duration": recording.duration.map_or_else(|| "-1".to_owned(), |seconds| seconds.to_string()),
        "encryption_details": null,
        "error_code": null,
        "media_url": media_url,
        "price": null,
        "price_unit": "USD",
        "sid": recording.sid,
        "source": recording.source,
        "start_time": rfc2822(recording.started_at),
        "status": recording.status,
        "subresource_uris": {"transcriptions": format!("{uri}/Transcriptions.json")},
        "uri": format!("{uri}.json"),
    })
}
