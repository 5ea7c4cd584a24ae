//! Twilio's JSON for messages and pages of them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::message::Message;

/// The API version in paths and bodies.
pub(crate) const API_VERSION: &str = "2010-04-01";

/// A message as the REST resource shows it.
///
/// Counts are strings, prices are null, dates are RFC 2822, and a message still with its Messaging Service has no
/// sender and no segments.
pub(crate) fn message_json(message: &Message) -> Value {
    let uri = format!("/{API_VERSION}/Accounts/{}/Messages/{}", message.account_sid, message.sid);
    let segments = if message.public_from().is_some() { message.segments } else { 0 };
    json!({
        "account_sid": message.account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": rfc2822(message.created_at),
        "date_sent": message.sent_at.map(rfc2822),
        "date_updated": rfc2822(message.updated_at),
        "direction": message.direction.as_str(),
        "error_code": message.error_code,
        "error_message": message.error_code.map(error_message),
        "from": message.public_from(),
        "messaging_service_sid": message.messaging_service_sid,
        "num_media": message.media_urls.len().to_string(),
        "num_segments": segments.to_string(),
        "price": null,
        "price_unit": null,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": format!("{uri}/Media.json")},
        "to": message.to,
        "uri": format!("{uri}.json"),
    })
}

/// Such as `Fri, 13 Aug 2010 01:16:24 +0000`.
pub(crate) fn rfc2822(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

/// Such as `2015-07-30T20:12:31Z`, the dates of the `/v1` hosts.
pub(crate) fn iso8601(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Words for the delivery errors a fault is likely to ask for.
pub(crate) fn error_message(code: u32) -> &'static str {
    match code {
        30001 => "Queue overflow",
        30002 => "Account suspended",
        30003 => "Unreachable destination handset",
        30004 => "Message blocked",
        30005 => "Unknown destination handset",
        30006 => "Landline or unreachable carrier",
        30007 => "Message filtered",
        30034 => "US A2P 10DLC - Message from an Unregistered Number",
        63016 => "Failed to send freeform message because you are outside the allowed window",
        63028 => "Number of parameters provided does not match the expected number of parameters",
        _ => "Unknown error",
    }
}
