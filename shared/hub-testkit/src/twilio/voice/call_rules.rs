//! The rules for making a call over REST, in the order Twilio reports them.
//!
//! # Source
//! `contracts/twilio.md` §3 (parameters and their defaults) and §5 (numbers for tests); Twilio's error dictionary: 21201,
//! 21205, 21210, 21212, 21213 to 21217, 21403, 21609.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::account::Account;
use super::super::number::is_url;
use super::super::record::first;
use super::super::rest_error::RestError;
use super::super::validate::is_e164;
use super::super::webhook::Endpoint;
use super::callbacks::CallbackPlan;
use super::capture::OpenCapture;
use super::document::{Ask, Source};

const TWIML_MAX_CHARACTERS: usize = 4_000;
const TIMEOUT_SECONDS: u64 = 60;
const TIMEOUT_MAX_SECONDS: u64 = 600;

/// A call that Twilio would make.
pub(crate) struct CallRequest {
    pub(crate) to: String,
    /// What a client is told with the call.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) from: String,
    pub(crate) source: Source,
    pub(crate) fallback: Option<Endpoint>,
    pub(crate) plan: Option<CallbackPlan>,
    pub(crate) timeout: Duration,
    pub(crate) capture: Option<OpenCapture>,
}

/// The parameters of a request.
pub(crate) struct Form<'a>(pub(crate) &'a [(String, String)]);

impl<'a> Form<'a> {
    pub(crate) fn given(&self, name: &str) -> Option<&'a str> {
        first(self.0, name).filter(|value| !value.is_empty())
    }

    /// A URL with its method.
    fn endpoint(&self, (url, method): (&str, &str), invalid: u32) -> Result<Option<Endpoint>, RestError> {
        let method = self.given(method).unwrap_or("POST");
        if !matches!(method, "GET" | "POST") {
            return Err(RestError::bad_request(21403, format!("{method} is not GET or POST")));
        }
        let Some(value) = self.given(url) else { return Ok(None) };
        if !is_url(value) {
            return Err(RestError::bad_request(invalid, format!("{url} is not a valid URL: {value}")));
        }
        Ok(Endpoint::new(value, method))
    }

    /// The events of a callback: the parameter repeated, or with spaces.
    fn events(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values.flat_map(|(_, value)| value.split_whitespace()).map(ToOwned::to_owned).collect()
    }

    /// What is to be captured, and who is told of it.
    pub(crate) fn capture(&self, source: &'static str) -> Result<OpenCapture, RestError> {
        let callback = self.endpoint(("RecordingStatusCallback", "RecordingStatusCallbackMethod"), 21609)?;
        let plan = CallbackPlan::new(callback, self.events("RecordingStatusCallbackEvent"));
        let channels = if self.given("RecordingChannels") == Some("dual") { 2 } else { 1 };
        Ok(OpenCapture::new(source, channels, plan))
    }

    /// Where the TwiML comes from: `Twiml`, `ApplicationSid` or `Url`.
    pub(crate) fn source(&self, account: &Account) -> Result<Option<Source>, RestError> {
        if let Some(twiml) = self.given("Twiml") {
            if twiml.chars().count() > TWIML_MAX_CHARACTERS {
                return Err(RestError::bad_request(20001, "Twiml has more than 4000 characters"));
            }
            return Ok(Some(Source::Inline(twiml.to_owned())));
        }
        let endpoint = match self.given("ApplicationSid") {
            Some(sid) => {
                let known = account.applications.iter().find(|application| application.sid == sid);
                let known = known.and_then(|application| Endpoint::new(&application.voice_url, "POST"));
                Some(known.ok_or_else(|| RestError::bad_request(21218, format!("Invalid ApplicationSid: {sid}")))?)
            }
            None => self.endpoint(("Url", "Method"), 21205)?,
        };
        Ok(endpoint.map(|endpoint| Source::Ask(Ask { endpoint, params: vec![] })))
    }
}

/// Checks the parameters of a new call.
///
/// # Errors
/// 400 with Twilio's code.
pub(crate) fn validate(account: &Account, params: &[(String, String)]) -> Result<CallRequest, RestError> {
    let form = Form(params);
    let to = form.given("To").ok_or_else(|| RestError::bad_request(21201, "No 'To' number is specified"))?;
    let (to, parameters) = callee_of(to);
    let from = form.given("From").ok_or_else(|| RestError::bad_request(21213, "No 'From' number is specified"))?;
    let source = form.source(account)?.ok_or_else(|| RestError::bad_request(21205, "Url parameter is required."))?;
    let callback = form.endpoint(("StatusCallback", "StatusCallbackMethod"), 21609)?;
    let events = form.events("StatusCallbackEvent");
    if let Some(unknown) = events.iter().find(|event| !is_event(event)) {
        return Err(RestError::bad_request(21626, format!("Invalid StatusCallbackEvent: {unknown}")));
    }
    callee(to)?;
    caller(account, from, to)?;
    let timeout = form.given("Timeout").and_then(|text| text.parse().ok()).unwrap_or(TIMEOUT_SECONDS);
    Ok(CallRequest {
        to: to.to_owned(),
        parameters: form_urlencoded::parse(parameters.as_bytes()).into_owned().collect(),
        from: from.to_owned(),
        source,
        fallback: form.endpoint(("FallbackUrl", "FallbackMethod"), 21205)?,
        plan: CallbackPlan::new(callback, events),
        timeout: Duration::from_secs(timeout.min(TIMEOUT_MAX_SECONDS)),
        capture: (form.given("Record") == Some("true")).then(|| form.capture("OutboundAPI")).transpose()?,
    })
}

/// Who is called, and the parameters that stand after a client's identity: `client:ada?name=value`.
pub(crate) fn callee_of(to: &str) -> (&str, &str) {
    if to.starts_with("client:") { to.split_once('?').unwrap_or((to, "")) } else { (to, "") }
}

fn is_event(word: &str) -> bool {
    matches!(word, "initiated" | "ringing" | "answered" | "completed")
}

fn callee(to: &str) -> Result<(), RestError> {
    let refused = |code, words: &str| Err(RestError::bad_request(code, format!("{words}: {to}")));
    match to {
        "+15005550001" => refused(21217, "Phone number does not appear to be valid"),
        "+15005550002" => refused(21214, "'To' phone number cannot be reached"),
        "+15005550003" => refused(21215, "Account not authorized to call this number"),
        "+15005550004" => refused(21216, "Account not allowed to call this number"),
        _ if is_e164(to) || to.strip_prefix("client:").is_some_and(|identity| !identity.is_empty()) => Ok(()),
        _ => refused(21211, "Invalid 'To' Phone Number"),
    }
}

/// The account's own number, or one it has verified; to a client also any name.
fn caller(account: &Account, from: &str, to: &str) -> Result<(), RestError> {
    let is_own = account.number(from).is_some() || account.caller_ids.iter().any(|known| known == from);
    match from {
        "+15005550001" => Err(RestError::bad_request(21212, format!("Invalid 'From' Phone Number: {from}"))),
        "+15005550006" => Ok(()),
        _ if is_own || to.starts_with("client:") => Ok(()),
        _ if is_e164(from) => Err(RestError::bad_request(
            21210,
            format!("The source phone number provided, {from}, is not yet verified for your account."),
        )),
        _ => Err(RestError::bad_request(21212, format!("Invalid 'From' Phone Number: {from}"))),
    }
}
