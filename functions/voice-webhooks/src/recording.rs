//! `POST /webhooks/twilio/recording/{tenantId}/{callId}`: where a recording stands.

use hub_core::call::recording::RecordingReport;
use hub_core::call::{RecordingSource, RecordingState};
use hub_core::flows::calls::{Recorded, report_recording};
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::{ApiError, Hub, Route};

use crate::form::{call_of, noted, number};

/// Behind the function `twilio-recording`.
#[must_use]
pub fn route() -> Route {
    Route::twilio("twilio-recording", handle)
}

/// Notes where the recording stands, and lets a worker fetch one that is complete.
///
/// # Errors
/// 400 without a SID; 503 if it could not be stored.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let (id, _) = call_of(&form)?;
    let Some(sid) = form.field("RecordingSid") else {
        return Err(ApiError::invalid("RecordingSid is needed."));
    };
    let state = match form.field("RecordingStatus") {
        Some("in-progress") => RecordingState::Pending,
        Some("absent") => RecordingState::Absent,
        Some("failed") => RecordingState::Failed,
        // Without an event the callback comes for complete recordings alone.
        Some("completed") | None => RecordingState::Processing,
        Some(other) => {
            tracing::warn!(tenant.id = %form.tenant(), call.id = %id, state = other, "a state of a recording that is not known");
            return Ok(noted());
        }
    };
    let source = match form.field("RecordingSource") {
        Some("RecordVerb") => RecordingSource::Voicemail,
        _ => RecordingSource::Conversation,
    };
    let recorded = recorded(&form, (sid, source, state));
    report_recording(&hub.ports, form.tenant(), &id, &recorded).await?;
    Ok(noted())
}

/// A recording of a form. The carrier has each as WAV and as MP3, a tenth of the size.
pub(crate) fn recorded(
    form: &SignedTwilioForm,
    (sid, source, state): (&str, RecordingSource, RecordingState),
) -> Recorded {
    let sides = if source == RecordingSource::Conversation { "?RequestedChannels=2" } else { "" };
    Recorded {
        report: RecordingReport {
            source,
            sid: sid.to_owned(),
            state,
            duration_seconds: number(form, "RecordingDuration"),
        },
        url: form.field("RecordingUrl").map(|url| format!("{url}.mp3{sides}")),
    }
}
