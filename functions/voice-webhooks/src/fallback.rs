//! `POST /webhooks/twilio/voice-fallback`: Twilio got no document from the first address of a number.

use hub_core::address::Address;
use hub_core::flows::answer_call::{Answer, Incoming, answer_call, excuse};
use hub_core::routing::Plan;
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::twilio::twiml::reply;
use hub_lambda::twilio::twiml::voice::verbs;
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `twilio-voice-fallback`.
#[must_use]
pub fn route() -> Route {
    Route::twilio_call("twilio-voice-fallback", handle, hub_lambda::twilio::excused)
}

/// Rings whom the settings name, in one document that asks for nothing more, because the first address may still be out
/// of reach: no voicemail, no recording. Everything else is an excuse.
///
/// # Errors
/// 403 for a forged request.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let tenant = form.tenant();
    tracing::warn!(tenant.id = %tenant, code = form.field("ErrorCode"), "a call came by the second address");
    let answer = match (form.field("CallSid"), form.field("From"), form.field("To")) {
        (Some(sid), Some(from), Some(to)) => {
            let (from, to) = (Address::from_carrier(from), Address::from_carrier(to));
            answer_call(&hub.ports, tenant, &Incoming { sid: sid.to_owned(), from, to }).await
        }
        _ => Ok(excuse()),
    };
    let answer = match answer {
        Ok(answer @ Answer { plan: Plan::Dial { .. } | Plan::Speak(_), .. }) => answer,
        Ok(_) => excuse(),
        Err(error) => {
            tracing::error!(tenant.id = %tenant, %error, "call answered by an excuse");
            excuse()
        }
    };
    Ok(reply(&verbs(&answer, tenant, None)))
}
