//! The parameters of an inbound webhook, in the order Twilio posts them.

use super::account::Account;
use super::ids;
use super::inbound::Inbound;
use super::record::WebhookKind;
use super::segments;
use super::state::SimulatorState;
use super::target::Target;
use super::webhook::Webhook;
use super::wire::API_VERSION;

/// The webhook of a received text.
///
/// # Source
/// `contracts/twilio.md` §2, inbound SMS/MMS.
pub(crate) fn webhook_for(
    state: &SimulatorState,
    account: &Account,
    inbound: &Inbound,
    (sid, opt_out_type): (&str, Option<String>),
    target: Target,
) -> Webhook {
    let service = account.service_of(&inbound.to);
    let mut params: Vec<(String, String)> = vec![];
    let mut add = |name: &str, value: &str| params.push((name.to_owned(), value.to_owned()));
    let (their_country, our_country) = (country(&inbound.from), country(&inbound.to));
    add("ToCountry", our_country);
    add("ToState", "");
    add("SmsMessageSid", sid);
    add("NumMedia", &inbound.media.len().to_string());
    add("ToCity", "");
    add("FromZip", "");
    add("SmsSid", sid);
    add("FromState", if their_country == "US" { "CA" } else { "" });
    add("SmsStatus", "received");
    add("FromCity", "");
    add("Body", &inbound.body);
    add("FromCountry", their_country);
    add("To", &inbound.to);
    add("ToZip", "");
    if let Some(service) = service {
        add("MessagingServiceSid", &service.sid);
    }
    add("NumSegments", &segments::count(&inbound.body).to_string());
    add("MessageSid", sid);
    add("AccountSid", &account.sid);
    add("From", &inbound.from);
    add("ApiVersion", API_VERSION);
    for (index, (url, content_type)) in inbound.media.iter().enumerate() {
        add(&format!("MediaUrl{index}"), url);
        add(&format!("MediaContentType{index}"), content_type);
    }
    if let Some(wa_id) = inbound.from.strip_prefix("whatsapp:+") {
        add("WaId", wa_id);
        if !inbound.extra.iter().any(|(name, _)| name == "ProfileName") {
            add("ProfileName", "Customer");
        }
        add("MessageType", "text");
    }
    if let Some(kind) = opt_out_type {
        add("OptOutType", &kind);
    }
    params.extend(inbound.extra.iter().cloned());
    Webhook {
        kind: WebhookKind::Inbound,
        message_sid: sid.to_owned(),
        account_sid: account.sid.clone(),
        url: target.first.url,
        method: target.first.method,
        fallback: target.fallback,
        params,
        idempotency_token: state.dice(ids::token),
    }
}

/// The country of a number, as far as its code says; empty for others.
pub(crate) fn country(address: &str) -> &'static str {
    let number = address.strip_prefix("whatsapp:").unwrap_or(address);
    [("+1", "US"), ("+44", "GB"), ("+49", "DE"), ("+33", "FR"), ("+61", "AU")]
        .iter()
        .find(|(code, _)| number.starts_with(code))
        .map_or("", |(_, country)| country)
}
