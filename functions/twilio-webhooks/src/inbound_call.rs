//! `POST /webhooks/twilio/voice`: somebody calls a number of ours.

use hub_core::address::Address;
use hub_core::flows::answer_call::{Incoming, answer_call, excuse};
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::twilio::twiml::reply;
use hub_lambda::twilio::twiml::voice::{Links, verbs};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `twilio-inbound-call`.
#[must_use]
pub fn route() -> Route {
    Route::twilio_call("twilio-inbound-call", handle, hub_lambda::twilio::excused)
}

/// Does what the number's settings say. The caller never hears an error: what cannot be looked up is answered by an
/// excuse.
///
/// # Errors
/// 403 for a forged request.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let tenant = form.tenant();
    let answer = match (form.field("CallSid"), form.field("From"), form.field("To")) {
        (Some(sid), Some(from), Some(to)) => {
            let (from, to) = (Address::from_carrier(from), Address::from_carrier(to));
            answer_call(&hub.ports, tenant, &Incoming { sid: sid.to_owned(), from, to }).await
        }
        _ => Ok(excuse()),
    };
    let answer = answer.unwrap_or_else(|error| {
        tracing::error!(tenant.id = %tenant, %error, "call answered by an excuse");
        excuse()
    });
    let links = answer.call.as_ref().zip(hub.settings.public_base_url.as_deref());
    let links = links.map(|(call, base)| Links::new(base, tenant, call));
    Ok(reply(&verbs(&answer, tenant, links)))
}
