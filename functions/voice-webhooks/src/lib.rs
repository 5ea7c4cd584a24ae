//! Twilio calls us about a call: what comes next in it, where it stands, and what was recorded.
//!
//! Every address here names the tenant and the call (`/webhooks/twilio/<what>/<tenant>/<call>`), because most of these
//! requests name no number of ours: a leg to another phone goes from the customer to that phone.

pub mod call_status;
pub mod dial_result;
pub mod fallback;
mod form;
pub mod outbound;
pub mod recording;
pub mod transcription;
pub mod voicemail;
pub mod whisper;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![
        dial_result::route(),
        whisper::route(),
        call_status::route(),
        recording::route(),
        voicemail::route(),
        transcription::route(),
        fallback::route(),
        outbound::route(),
    ]
}
