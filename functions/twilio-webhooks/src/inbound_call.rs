//! `POST /webhooks/twilio/voice`: somebody calls a number of ours.

use hub_core::address::Address;
use hub_core::flows::answer_call::{Answer, answer_call, excuse};
use hub_core::number::NumberId;
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::{SignedTwilioForm, Twiml};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `twilio-inbound-call`.
#[must_use]
pub fn route() -> Route {
    Route::twilio_call("twilio-inbound-call", handle, || render(excuse()))
}

/// Forwards the call or speaks the number's greeting. The caller never hears an error: what cannot be looked up is
/// answered by an excuse.
///
/// # Errors
/// 403 for a forged request.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let number = form.field("To").map(|to| NumberId::of(&Address::from_carrier(to)));
    let answer = match &number {
        Some(number) => answer_call(&hub.ports, form.tenant(), number).await,
        None => Ok(excuse()),
    };
    let answer = answer.unwrap_or_else(|error| {
        tracing::error!(tenant.id = %form.tenant(), %error, "call answered by an excuse");
        excuse()
    });
    Ok(render(answer))
}

fn render(answer: Answer) -> HttpReply {
    match answer {
        Answer::Speak { voice, text } => Twiml::say(&voice, &text),
        Answer::Forward { voice, text, to, ring_seconds } => {
            Twiml::say_and_dial(&voice, text.as_deref(), &to, ring_seconds)
        }
    }
}
