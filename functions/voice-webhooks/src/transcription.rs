//! `POST /webhooks/twilio/transcription/{tenantId}/{callId}`: a voicemail in words.

use hub_core::flows::calls::report_transcript;
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::{ApiError, Hub, Route};

use crate::form::{call_of, noted};

/// Behind the function `twilio-transcription`.
#[must_use]
pub fn route() -> Route {
    Route::twilio("twilio-transcription", handle)
}

/// Notes the words, or that there are none. They may come before the recording.
///
/// # Errors
/// 400 without the recording's SID; 503 if it could not be stored.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let (id, _) = call_of(&form)?;
    let Some(sid) = form.field("RecordingSid") else {
        return Err(ApiError::invalid("RecordingSid is needed."));
    };
    let is_written = form.field("TranscriptionStatus").is_none_or(|status| status == "completed");
    let text = form.field("TranscriptionText").filter(|_| is_written);
    report_transcript(&hub.ports, form.tenant(), (&id, sid), text).await?;
    Ok(noted())
}
