//! `POST /webhooks/twilio/dial-result/{tenantId}/{callId}/{step}`: a step of a call is over, or a line was moved.

use hub_core::call::{CallStatus, LegReport, Side, Way};
use hub_core::flows::answer_call::{Step, continue_call};
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::{ApiError, Hub, Route};

use crate::form::{call_of, report, spoken};

/// Behind the function `twilio-dial-result`.
#[must_use]
pub fn route() -> Route {
    Route::twilio_call("twilio-dial-result", handle, hub_lambda::twilio::excused)
}

/// Says what comes next: the next phone, a voicemail, a message, hold, a room or the end.
///
/// # Errors
/// 404 for a path that names no step of a call.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let (id, step) = call_of(&form)?;
    let step = match step {
        Some("consent") => Step::Consent { digits: form.field("Digits").map(str::to_owned) },
        Some(word) if word.contains('-') => asks(word).ok_or_else(ApiError::not_found)?,
        Some(word) => rang(&form, Way::of(word).ok_or_else(ApiError::not_found)?),
        None => return Err(ApiError::not_found()),
    };
    let status = form.field("CallStatus").map(|word| CallStatus::from(word.to_owned()));
    let answer = continue_call(&hub.ports, form.tenant(), (&id, status), &step).await;
    Ok(spoken(&hub, &form, answer))
}

/// `now-<side>` or `room-<side>-<room>`.
fn asks(word: &str) -> Option<Step> {
    if let Some(side) = word.strip_prefix("now-") {
        return Some(Step::Asks { side: Side::of(side)?, room: None });
    }
    let (side, room) = word.strip_prefix("room-")?.split_once('-')?;
    Some(Step::Asks { side: Side::of(side)?, room: Some(room.parse().ok()?) })
}

fn rang(form: &SignedTwilioForm, way: Way) -> Step {
    let report = report(form, ("DialCallStatus", "DialCallDuration"));
    let was_taken =
        report.as_ref().is_some_and(|report| matches!(report.status, CallStatus::InProgress | CallStatus::Completed));
    // The number of a report counts the reports of one callback address, and this is another one.
    let report = report.map(|report| hub_core::call::Report { sequence: None, ..report });
    let leg = form.field("DialCallSid").zip(report).map(|(sid, report)| LegReport {
        sid: sid.to_owned(),
        to: None,
        way: Some(way),
        report,
    });
    Step::Rang { way, leg, was_taken }
}
