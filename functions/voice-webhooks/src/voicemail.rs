//! `POST /webhooks/twilio/voicemail/{tenantId}/{callId}`: a caller has left a message.

use hub_core::call::{RecordingSource, RecordingState};
use hub_core::flows::answer_call::USUAL_VOICE;
use hub_core::flows::calls::report_recording;
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::twilio::twiml::reply;
use hub_lambda::twilio::twiml::voice::thanks;
use hub_lambda::{ApiError, Hub, Route};

use crate::form::call_of;
use crate::recording::recorded;

/// Behind the function `twilio-voicemail`.
#[must_use]
pub fn route() -> Route {
    Route::twilio_call("twilio-voicemail", handle, || reply(&thanks(USUAL_VOICE)))
}

/// Stores the message and thanks for it. The recording's own callback tells the same, so a failure here loses nothing.
///
/// # Errors
/// 404 for a path that names no call.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let (id, _) = call_of(&form)?;
    if let Some(sid) = form.field("RecordingSid") {
        let left = recorded(&form, (sid, RecordingSource::Voicemail, RecordingState::Processing));
        if let Err(error) = report_recording(&hub.ports, form.tenant(), &id, &left).await {
            tracing::error!(tenant.id = %form.tenant(), call.id = %id, %error, "a voicemail could not be stored yet");
        }
    }
    let settings = hub.ports.settings.settings(form.tenant()).await.ok().flatten();
    let voice = settings.map_or_else(|| USUAL_VOICE.to_owned(), |settings| settings.voice);
    Ok(reply(&thanks(&voice)))
}
