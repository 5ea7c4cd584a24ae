//! The rules for creating a message, in the order Twilio reports them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::account::Account;
use super::record::first;
use super::rest_error::RestError;

/// A create that Twilio would accept, opt-out blocks aside.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CreateRequest {
    pub(crate) to: String,
    pub(crate) from: String,
    pub(crate) service: Option<String>,
    pub(crate) body: String,
    /// Of a template: whether WhatsApp approved it, and whether every gap is filled.
    pub(crate) content: Option<(bool, bool)>,
    pub(crate) media_urls: Vec<String>,
    pub(crate) status_callback: Option<String>,
    pub(crate) send_at: Option<Timestamp>,
}

/// Checks the parameters of a create.
///
/// # Errors
/// 400 with Twilio's code.
///
/// # Source
/// `contracts/twilio.md` §2 and §5; Twilio's error dictionary and its page of test credentials.
pub(crate) fn validate(account: &Account, params: &[(String, String)]) -> Result<CreateRequest, RestError> {
    let given = |name| first(params, name).filter(|value| !value.is_empty());
    let all = |name| params.iter().filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, v)| v.clone());

    let to = given("To").ok_or_else(|| RestError::bad_request(21604, "A 'To' phone number is required."))?;
    let service = given("MessagingServiceSid");
    if given("From").is_none() && service.is_none() {
        return Err(RestError::bad_request(21603, "A 'From' phone number is required."));
    }
    let media_urls: Vec<String> = all("MediaUrl").collect();
    let content = given("ContentSid").map(|sid| content(account, sid, given("ContentVariables"))).transpose()?;
    let body = content.as_ref().map_or_else(|| given("Body").unwrap_or_default(), |content| &content.text);
    if body.is_empty() && media_urls.is_empty() && given("ContentSid").is_none() {
        return Err(RestError::bad_request(21602, "Message body is required."));
    }
    if body.chars().count() > 1600 {
        return Err(RestError::bad_request(21617, "The concatenated message body exceeds the 1600 character limit"));
    }
    if media_urls.len() > 10 {
        return Err(RestError::bad_request(21623, "Number of media files exceeds allowed limit"));
    }
    let status_callback = given("StatusCallback");
    if let Some(url) = status_callback.filter(|url| !is_callback_url(url)) {
        return Err(RestError::bad_request(21609, format!("The StatusCallback URL {url} is not a valid URL.")));
    }
    recipient(to)?;
    let from = sender(account, given("From"), service)?;
    if channel(to) != channel(&from) {
        return Err(RestError::bad_request(
            21910,
            "Invalid From and To pair. From and To should be of the same channel",
        ));
    }
    if to == from {
        return Err(RestError::bad_request(21266, "'To' and 'From' number cannot be the same"));
    }
    Ok(CreateRequest {
        to: to.to_owned(),
        from,
        service: service.map(ToOwned::to_owned),
        body: body.to_owned(),
        content: content.as_ref().map(|content| (content.is_approved, content.is_complete)),
        media_urls,
        status_callback: status_callback.map(ToOwned::to_owned),
        send_at: schedule(given("ScheduleType"), given("SendAt"), service)?,
    })
}

/// A template as it would be sent.
struct Filled {
    text: String,
    is_approved: bool,
    is_complete: bool,
}

/// # Source
/// Twilio's error dictionary: 21655 (`ContentSid`), 21656 (`ContentVariables`). A missing value fails later, as 63028.
fn content(account: &Account, sid: &str, variables: Option<&str>) -> Result<Filled, RestError> {
    let known = account.contents.iter().find(|content| content.sid == sid);
    let known = known.ok_or_else(|| RestError::bad_request(21655, "The ContentSid Parameter is Invalid"))?;
    let invalid = || RestError::bad_request(21656, "The ContentVariables Parameter is Invalid");
    let values: BTreeMap<String, String> = serde_json::from_str(variables.unwrap_or("{}")).map_err(|_| invalid())?;
    let filled = known.filled(&values);
    let (is_complete, is_approved) = (filled.is_some(), known.status == "approved");
    Ok(Filled { text: filled.unwrap_or_else(|| known.body.clone()), is_approved, is_complete })
}

fn recipient(to: &str) -> Result<(), RestError> {
    let invalid = || RestError::bad_request(21211, format!("Invalid 'To' Phone Number: {to}"));
    match to {
        "+15005550001" => Err(invalid()),
        "+15005550002" => Err(RestError::bad_request(
            21612,
            format!("The 'To' phone number: {to}, is not currently reachable using the 'From' phone number via SMS."),
        )),
        "+15005550003" => Err(RestError::bad_request(
            21408,
            "Permission to send an SMS has not been enabled for the region indicated by the 'To' number.",
        )),
        "+15005550004" => Err(RestError::opted_out()),
        "+15005550009" => Err(RestError::bad_request(21614, format!("'To' number is not a valid mobile number: {to}"))),
        _ if is_e164(to.strip_prefix("whatsapp:").unwrap_or(to)) => Ok(()),
        _ => Err(invalid()),
    }
}

fn sender(account: &Account, from: Option<&str>, service: Option<&str>) -> Result<String, RestError> {
    let pool = match service {
        None => None,
        Some(sid) => Some(account.service(sid).ok_or_else(|| {
            RestError::bad_request(21701, format!("The Messaging Service resource {sid} does not exist."))
        })?),
    };
    let Some(from) = from else {
        let first = pool.and_then(|p| p.senders.first().cloned());
        return first.ok_or_else(|| RestError::bad_request(21703, "The Messaging Service contains no phone numbers."));
    };
    match from {
        "+15005550001" => Err(invalid_sender(from)),
        "+15005550008" => Err(RestError::bad_request(
            21611,
            format!("This 'From' number {from} has exceeded the maximum number of queued messages"),
        )),
        "+15005550006" => Ok(from.to_owned()),
        _ if account.number(from).is_some() && from != "+15005550007" => Ok(from.to_owned()),
        _ if looks_like_a_sender(from) => Err(RestError::bad_request(
            21606,
            format!(
                "The 'From' phone number provided ({from}) is not a valid message-capable Twilio phone number for this destination."
            ),
        )),
        _ => Err(invalid_sender(from)),
    }
}

fn invalid_sender(from: &str) -> RestError {
    RestError::bad_request(
        21212,
        format!("The 'From' number {from} is not a valid phone number, shortcode, or alphanumeric sender ID."),
    )
}

fn schedule(kind: Option<&str>, at: Option<&str>, service: Option<&str>) -> Result<Option<Timestamp>, RestError> {
    let Some(at) = at.filter(|_| kind == Some("fixed")) else {
        return Ok(None);
    };
    if service.is_none() {
        return Err(RestError::bad_request(35118, "MessagingServiceSid is required to schedule a message"));
    }
    at.parse().map(Some).map_err(|_| RestError::bad_request(35114, "SendAt is not a valid ISO 8601 timestamp"))
}

/// `+`, then 7 to 15 digits of which the first is not 0.
pub(crate) fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
    })
}

fn looks_like_a_sender(from: &str) -> bool {
    let short_code = (3..=8).contains(&from.len()) && from.bytes().all(|b| b.is_ascii_digit());
    let name = from.len() <= 11
        && from.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
        && from.bytes().any(|b| b.is_ascii_alphabetic());
    short_code || name || is_e164(from.strip_prefix("whatsapp:").unwrap_or(from))
}

fn channel(address: &str) -> &str {
    address.split_once(':').map_or("sms", |(channel, _)| channel)
}

/// An absolute http(s) URL whose host has no underscore, which Twilio refuses.
fn is_callback_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.and_then(|rest| rest.split(['/', '?', '#']).next()).is_some_and(|host| !host.is_empty() && !host.contains('_'))
}
