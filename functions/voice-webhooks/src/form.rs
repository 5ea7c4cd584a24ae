//! What the forms of a call have in common.

use hub_core::call::{CallStatus, Report};
use hub_core::flows::answer_call::{Answer, excuse};
use hub_core::ids::CallId;
use hub_core::ports::PortResult;
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::twilio::twiml::reply;
use hub_lambda::twilio::twiml::voice::{Links, verbs};
use hub_lambda::{ApiError, Hub};

/// What follows `/webhooks/twilio/<what>/` in the path of a form.
fn parts(form: &SignedTwilioForm) -> Vec<&str> {
    form.path().trim_start_matches("/webhooks/twilio/").split('/').skip(1).collect()
}

/// The call that the path names, and the step of it, if the path names one.
///
/// # Errors
/// 404 for a path that names no call.
pub fn call_of(form: &SignedTwilioForm) -> Result<(CallId, Option<&str>), ApiError> {
    let parts = parts(form);
    let id = parts.get(1).and_then(|id| id.parse().ok()).ok_or_else(ApiError::not_found)?;
    Ok((id, parts.get(2).copied()))
}

/// Whether the path names a call.
pub fn names_a_call(form: &SignedTwilioForm) -> bool {
    parts(form).len() > 1
}

/// A number of a form.
pub fn number(form: &SignedTwilioForm, name: &str) -> Option<u64> {
    form.field(name).and_then(|text| text.trim().parse().ok())
}

/// A status of a form with its duration.
pub fn report(form: &SignedTwilioForm, (status, duration): (&str, &str)) -> Option<Report> {
    let status = form.field(status).map(|word| CallStatus::from(word.to_owned()))?;
    Some(Report { status, sequence: number(form, "SequenceNumber"), duration_seconds: number(form, duration) })
}

/// An answer as a document; an excuse in place of an error.
pub fn spoken(hub: &Hub, form: &SignedTwilioForm, answer: PortResult<Answer>) -> HttpReply {
    let answer = answer.unwrap_or_else(|error| {
        tracing::error!(tenant.id = %form.tenant(), %error, "call goes on with an excuse");
        excuse()
    });
    let links = answer.call.as_ref().zip(hub.settings.public_base_url.as_deref());
    let links = links.map(|(call, base)| Links::new(base, form.tenant(), call));
    reply(&verbs(&answer, form.tenant(), links))
}

/// Nothing to say.
pub fn noted() -> HttpReply {
    HttpReply { status: 204, headers: Vec::new(), body: Vec::new() }
}
