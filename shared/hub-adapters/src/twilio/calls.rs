//! Making a call, and looking calls up at the carrier.
//!
//! # Source
//! Twilio's OpenAPI description of `Calls/{Sid}.json`: `status` is an enumeration, `duration` a number in a text.

use std::time::Duration;

use async_trait::async_trait;
use hub_core::call::CallStatus;
use hub_core::carrier_account::CarrierAccount;
use hub_core::ports::{CarrierCall, CarrierDial, CarrierFailure, CarrierResult, Telephony};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::Method;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Twilio;
use super::rest::Call;

#[derive(Deserialize)]
struct Made {
    sid: String,
}

#[derive(Deserialize)]
struct Page {
    calls: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    sid: String,
    #[serde(default)]
    to: String,
    status: String,
    #[serde(default)]
    date_created: Option<String>,
    #[serde(default)]
    duration: Option<String>,
}

impl From<Found> for CarrierCall {
    fn from(found: Found) -> Self {
        Self {
            sid: found.sid,
            status: CallStatus::from(found.status),
            duration_seconds: found.duration.and_then(|seconds| seconds.parse().ok()),
        }
    }
}

/// The states of a call that the carrier reports.
const EVENTS: [&str; 4] = ["initiated", "ringing", "answered", "completed"];

/// A line is moved while people wait for it, and several may have to be moved within one request.
const MOVED_WITHIN: Duration = Duration::from_secs(5);
/// Twilio: the call is not one that can be redirected, because it is over or not yet taken.
const NOT_IN_PROGRESS: u64 = 21220;

impl Twilio {
    /// The URL of a call. A SID comes from a signed form, but a path is built of it.
    fn url_of_call(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<String> {
        let is_plain = sid.bytes().all(|b| b.is_ascii_alphanumeric());
        let url = is_plain.then(|| self.account_url(&account.account_sid, &format!("Calls/{sid}.json")));
        url.ok_or(CarrierFailure::NotFound)
    }

    async fn change(&self, account: &CarrierAccount, sid: &str, form: &[(&str, String)]) -> CarrierResult<()> {
        let url = self.url_of_call(account, sid)?;
        let call = Call { method: Method::POST, url, form };
        match tokio::time::timeout(MOVED_WITHIN, self.call::<IgnoredAny>(account, &call)).await {
            Ok(changed) => changed.map(|_| ()),
            Err(_) => Err(CarrierFailure::Ambiguous { reason: "no answer in time".to_owned() }),
        }
    }
}

#[async_trait]
impl Telephony for Twilio {
    /// Only refusals of a credential lead to another try, with the next one.
    async fn start_call(&self, account: &CarrierAccount, dial: &CarrierDial) -> CarrierResult<String> {
        let url = self.account_url(&account.account_sid, "Calls.json");
        let mut form = vec![
            ("To", dial.to.clone()),
            ("From", dial.from.clone()),
            ("Url", dial.document_url.clone()),
            ("StatusCallback", dial.status_url.clone()),
            ("Timeout", dial.ring_seconds.to_string()),
        ];
        form.extend(EVENTS.map(|event| ("StatusCallbackEvent", event.to_owned())));
        let made: Made = self.call(account, &Call { method: Method::POST, url, form: &form }).await?;
        Ok(made.sid)
    }

    /// The newest page alone: between the two in a minute and a half there are few.
    async fn calls_since(
        &self,
        account: &CarrierAccount,
        (to, from): (&str, &str),
        since: Timestamp,
    ) -> CarrierResult<Vec<CarrierCall>> {
        let url = self.account_url(&account.account_sid, "Calls.json");
        // A client may stand in the list with the values that it was rung with.
        let is_client = to.starts_with("client:");
        let mut query = vec![("From", from.to_owned()), ("PageSize", "50".to_owned())];
        query.extend((!is_client).then(|| ("To", to.to_owned())));
        let page: Page = self.call(account, &Call { method: Method::GET, url, form: &query }).await?;
        let is_new = |call: &Found| {
            let created = call.date_created.as_deref().and_then(|date| rfc2822::parse(date).ok());
            // The list has whole seconds.
            let is_new = created.is_some_and(|created| created.timestamp().as_second() >= since.as_second());
            is_new && (!is_client || call.to.split('?').next() == Some(to))
        };
        Ok(page.calls.into_iter().rev().filter(is_new).map(CarrierCall::from).collect())
    }

    async fn call(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<CarrierCall> {
        let url = self.url_of_call(account, sid)?;
        let found: Found = Self::call(self, account, &Call { method: Method::GET, url, form: &[] }).await?;
        Ok(found.into())
    }

    async fn redirect_call(&self, account: &CarrierAccount, sid: &str, document_url: &str) -> CarrierResult<()> {
        match self.change(account, sid, &[("Url", document_url.to_owned())]).await {
            Err(CarrierFailure::Refused { code: NOT_IN_PROGRESS, .. }) => Err(CarrierFailure::NotFound),
            changed => changed,
        }
    }

    async fn end_call(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()> {
        match self.change(account, sid, &[("Status", "completed".to_owned())]).await {
            Err(CarrierFailure::NotFound | CarrierFailure::Refused { code: NOT_IN_PROGRESS, .. }) => Ok(()),
            changed => changed,
        }
    }
}
