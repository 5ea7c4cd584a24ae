//! `POST /webhooks/twilio/sms`: a customer's text arrives.

use hub_core::channel::ChannelClass;
use hub_core::flows::receive_message::{Received, ReceivedMedia, receive_message};
use hub_core::keywords::Keyword;
use hub_core::media::{ATTACHMENTS_MAX, UNKNOWN_TYPE};
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::{SignedTwilioForm, Twiml};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `twilio-inbound-message`.
#[must_use]
pub fn route() -> Route {
    Route::twilio("twilio-inbound-message", handle)
}

/// Stores the text once and answers `<Response/>`, or the organisation's own answer to a keyword where the hub gives it.
///
/// # Errors
/// 503 only if it could not be stored, so that Twilio's fallback URL delivers it again.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    receive(&hub, &form).await
}

/// Stores a message of the channel that its addresses name.
pub(crate) async fn receive(hub: &Hub, form: &SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let sid = form.field("MessageSid").or(form.field("SmsMessageSid")).or(form.field("SmsSid"));
    let (Some(sid), Some(from), Some(to)) = (sid, form.field("From"), form.field("To")) else {
        return Err(ApiError::invalid("MessageSid, From and To are needed."));
    };
    let (channel, from) = ChannelClass::of_carrier(from);
    let received = Received {
        channel,
        profile_name: form.field("ProfileName").map(str::to_owned),
        sid: sid.to_owned(),
        from,
        to: ChannelClass::of_carrier(to).1,
        body: form.field("Body").unwrap_or_default().to_owned(),
        opt_out_type: form.field("OptOutType").and_then(opt_out_type),
        media: media(form),
    };
    let receipt = receive_message(&hub.ports, form.tenant(), received).await?;
    Ok(receipt.reply.map_or_else(Twiml::empty, |text| Twiml::message(&text)))
}

/// `MediaUrl0` to `MediaUrl9` with their types. `NumMedia` is not needed: it only counts them.
fn media(form: &SignedTwilioForm) -> Vec<ReceivedMedia> {
    let attached = (0..ATTACHMENTS_MAX).filter_map(|index| {
        let url = form.field(&format!("MediaUrl{index}")).filter(|url| !url.is_empty())?;
        let content_type = form.field(&format!("MediaContentType{index}")).unwrap_or(UNKNOWN_TYPE);
        Some(ReceivedMedia { url: url.to_owned(), content_type: content_type.to_owned() })
    });
    attached.collect()
}

/// Twilio's word for a keyword that it handled; an unknown one is left to our own reading.
fn opt_out_type(word: &str) -> Option<Keyword> {
    match word {
        "STOP" => Some(Keyword::Stop),
        "START" => Some(Keyword::Start),
        "HELP" => Some(Keyword::Help),
        _ => None,
    }
}
