//! `POST /webhooks/twilio/whatsapp`: a customer writes on WhatsApp.

use hub_core::channel::ChannelClass;
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::{ApiError, Hub, Route};

use crate::inbound_message::receive;

/// Behind the function `twilio-whatsapp`.
#[must_use]
pub fn route() -> Route {
    Route::twilio("twilio-whatsapp", handle)
}

/// Stores the message once, as `twilio-inbound-message` does. `WaId` is not needed: `From` holds the same digits.
///
/// # Errors
/// 400 if it comes from no address of WhatsApp; 503 only if it could not be stored.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let is_whatsapp = |name| form.field(name).is_some_and(|a| ChannelClass::of_carrier(a).0 == ChannelClass::Whatsapp);
    if !is_whatsapp("From") || !is_whatsapp("To") {
        return Err(ApiError::invalid("From and To must be addresses of WhatsApp."));
    }
    receive(&hub, &form).await
}
