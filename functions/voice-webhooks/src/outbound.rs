//! `POST /webhooks/twilio/voice-outbound/{tenantId}/{callId}`: a person has taken their own phone on a call of theirs.

use hub_core::flows::answer_call::connect_call;
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::{ApiError, Hub, Route};

use crate::form::{call_of, spoken};

/// Behind the function `twilio-voice-outbound`.
#[must_use]
pub fn route() -> Route {
    Route::twilio_call("twilio-voice-outbound", handle, hub_lambda::twilio::excused)
}

/// Rings the customer.
///
/// # Errors
/// 404 for a path that names no call.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let (id, _) = call_of(&form)?;
    let answer = connect_call(&hub.ports, form.tenant(), &id).await;
    Ok(spoken(&hub, &form, answer))
}
