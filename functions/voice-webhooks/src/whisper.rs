//! `POST /webhooks/twilio/whisper/{tenantId}/{callId}`: somebody has taken a recorded call and is not connected yet.

use hub_core::flows::answer_call::{USUAL_VOICE, tell_callee};
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::twilio::twiml::reply;
use hub_lambda::twilio::twiml::voice::whisper;
use hub_lambda::{ApiError, Hub, Route};

use crate::form::call_of;

/// Behind the function `twilio-whisper`.
#[must_use]
pub fn route() -> Route {
    Route::twilio_call("twilio-whisper", handle, || reply(&whisper(USUAL_VOICE)))
}

/// Tells them that the call is recorded.
///
/// # Errors
/// 404 for a path that names no call.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let (id, _) = call_of(&form)?;
    let voice = tell_callee(&hub.ports, form.tenant(), &id).await.unwrap_or_else(|error| {
        tracing::error!(tenant.id = %form.tenant(), call.id = %id, %error, "the notice to the callee could not be noted");
        USUAL_VOICE.to_owned()
    });
    Ok(reply(&whisper(&voice)))
}
