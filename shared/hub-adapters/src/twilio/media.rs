//! Fetching an attachment: with our credentials from the carrier's own API alone, then without them from where it leads.
//!
//! # Source
//! Twilio, "Media subresource" and "Prevent unauthorized access to your media": Basic authentication is enforced, and
//! the answer is a redirect to `mms.twiliocdn.com` or, for older media, to S3, good for four hours.

use std::time::Duration;

use async_trait::async_trait;
use hub_core::carrier_account::{ApiLogin, CarrierAccount};
use hub_core::ports::{CarrierFailure, CarrierMedia, CarrierResult, Fetched};
use reqwest::header::LOCATION;
use reqwest::{Method, Response, Url};
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::Twilio;
use super::rest::Call;
use super::wire::is_unauthorized;
use crate::http::is_loopback;

/// A large file over a slow way takes longer than an API call.
const WHOLE: Duration = Duration::from_secs(25);
const REDIRECTS_MAX: usize = 3;

#[derive(Deserialize, Default)]
struct Failure {
    code: Option<u64>,
}

#[async_trait]
impl CarrierMedia for Twilio {
    async fn fetch(&self, account: &CarrierAccount, url: &str, limit: u64) -> Fetched {
        let Some(url) = Url::parse(url).ok().filter(|url| self.is_api(url)) else { return Fetched::ForeignHost };
        for login in account.api_logins() {
            match self.fetch_as(&login, url.clone(), limit).await {
                Fetched::Unauthorized => {}
                fetched => return fetched,
            }
        }
        Fetched::Unauthorized
    }

    async fn delete_message(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()> {
        self.delete(account, "Messages", sid).await
    }

    async fn delete_recording(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()> {
        self.delete(account, "Recordings", sid).await
    }
}

impl Twilio {
    async fn delete(&self, account: &CarrierAccount, kind: &str, sid: &str) -> CarrierResult<()> {
        // A SID comes from a signed form, but a path is built of it.
        if !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(CarrierFailure::NotFound);
        }
        let url = self.account_url(&account.account_sid, &format!("{kind}/{sid}.json"));
        self.call(account, &Call { method: Method::DELETE, url, form: &[] }).await
    }

    /// Whether a URL is one of the carrier's API: the only place that is ever shown a credential.
    fn is_api(&self, url: &Url) -> bool {
        Url::parse(&self.base_url).is_ok_and(|api| api.origin() == url.origin() && api.origin().is_tuple())
            && url.username().is_empty()
            && url.password().is_none()
    }

    /// Whether the carrier may lead us to a URL.
    fn is_allowed(&self, url: &Url) -> bool {
        let stands_in = Url::parse(&self.base_url).is_ok_and(|api| is_loopback(&api));
        if stands_in {
            return is_loopback(url);
        }
        url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(is_media_host)
    }

    async fn fetch_as(&self, login: &ApiLogin, url: Url, limit: u64) -> Fetched {
        let mut url = url;
        for _ in 0..=REDIRECTS_MAX {
            let mut request = self.http.get(url.clone()).timeout(WHOLE);
            if self.is_api(&url) {
                request = request.basic_auth(&login.user, Some(login.password.expose_secret()));
            }
            let response = match request.send().await {
                Ok(response) => response,
                Err(error) => return Fetched::NotNow { reason: error.without_url().to_string() },
            };
            if !response.status().is_redirection() {
                return if self.is_api(&url) { read_api(response, limit).await } else { read(response, limit).await };
            }
            let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let Some(next) = location.and_then(|location| url.join(location).ok()) else {
                return Fetched::NotYet { reason: "a redirect to nowhere".to_owned() };
            };
            if !self.is_api(&next) && !self.is_allowed(&next) {
                return Fetched::ForeignHost;
            }
            url = next;
        }
        Fetched::NotYet { reason: "too many redirects".to_owned() }
    }
}

/// Hosts that Twilio keeps files on.
fn is_media_host(host: &str) -> bool {
    let is_s3 = |name: &str| {
        // s3, s3.<region>, s3-external-1, with a bucket before it or not.
        let labels: Vec<&str> = name.split('.').collect();
        match labels.as_slice() {
            [.., "s3"] => true,
            [.., "s3", region] => region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
            [.., last] => last.starts_with("s3-"),
            [] => false,
        }
    };
    host == "twiliocdn.com"
        || host.ends_with(".twiliocdn.com")
        || host.strip_suffix(".amazonaws.com").is_some_and(is_s3)
}

/// An answer of the API itself, where a refusal may be about our credentials.
async fn read_api(response: Response, limit: u64) -> Fetched {
    let status = response.status().as_u16();
    if !matches!(status, 401 | 403) {
        return read(response, limit).await;
    }
    let body = response.bytes().await.unwrap_or_default();
    let failure: Failure = serde_json::from_slice(&body).unwrap_or_default();
    if is_unauthorized(status, failure.code) { Fetched::Unauthorized } else { Fetched::Refused { status } }
}

/// Reads an answer and stops where it becomes too large.
async fn read(mut response: Response, limit: u64) -> Fetched {
    let status = response.status().as_u16();
    match status {
        200 => {}
        // Media shows up a moment after the message that tells of it.
        404 | 425 => return Fetched::NotYet { reason: format!("status {status}") },
        408 | 429 | 500.. => return Fetched::NotNow { reason: format!("status {status}") },
        _ => return Fetched::Refused { status },
    }
    if response.content_length().is_some_and(|length| length > limit) {
        return Fetched::TooLarge;
    }
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Fetched::Bytes(bytes),
            Ok(Some(chunk)) if (bytes.len() + chunk.len()) as u64 > limit => return Fetched::TooLarge,
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Err(error) => return Fetched::NotNow { reason: format!("cut off: {}", error.without_url()) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn credentials_are_for_the_api_alone() {
        let twilio = Twilio::new("https://api.twilio.com").expect("a client");
        for (text, is_api) in [
            ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", true),
            ("https://API.twilio.com:443/x", true),
            ("http://api.twilio.com/x", false),
            ("https://api.twilio.com:8443/x", false),
            ("https://api.twilio.com.example.com/x", false),
            ("https://example.com/api.twilio.com", false),
            ("https://api.twilio.com@example.com/x", false),
            ("https://user@api.twilio.com/x", false),
            ("https://mms.twiliocdn.com/x", false),
            ("https://messaging.twilio.com/x", false),
        ] {
            assert_eq!(twilio.is_api(&url(text)), is_api, "{text}");
        }
    }

    #[test]
    fn a_redirect_leads_to_the_carriers_files_or_nowhere() {
        let twilio = Twilio::new("https://api.twilio.com").expect("a client");
        for (text, is_allowed) in [
            ("https://mms.twiliocdn.com/AC1/x?Expires=1", true),
            ("https://media.twiliocdn.com/x", true),
            ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/x", true),
            ("https://s3.amazonaws.com/media/x", true),
            ("https://media.s3.us-east-1.amazonaws.com/x", true),
            ("http://mms.twiliocdn.com/x", false),
            ("https://mms.twiliocdn.com:444/x", false),
            ("https://twiliocdn.com.example.com/x", false),
            ("https://eviltwiliocdn.com/x", false),
            ("https://ec2.us-east-1.amazonaws.com/x", false),
            ("https://lambda.us-east-1.amazonaws.com/x", false),
            ("https://s3.evil.com/x", false),
            ("https://169.254.169.254/latest/meta-data", false),
            ("https://127.0.0.1/x", false),
            ("http://localhost/x", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(twilio.is_allowed(&url(text)), is_allowed, "{text}");
        }
    }

    #[test]
    fn this_machine_is_reached_only_if_the_carrier_is_on_it() {
        let twilio = Twilio::new("http://127.0.0.1:4010").expect("a client");
        assert!(twilio.is_allowed(&url("http://localhost:4011/x")));
        for text in ["http://127.0.0.2:4010/x", "https://mms.twiliocdn.com/x", "http://10.0.0.1/x"] {
            assert!(!twilio.is_allowed(&url(text)), "{text}");
        }
    }
}
