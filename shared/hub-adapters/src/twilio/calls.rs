//! Making a call, and looking calls up at the carrier.
//!
//! # Source
//! Twilio's OpenAPI description of `Calls/{Sid}.json`: `status` is an enumeration, `duration` a number in a text.

use hub_core::call::CallStatus;
use hub_core::carrier_account::CarrierAccount;
use hub_core::ports::{CarrierCall, CarrierDial, CarrierFailure, CarrierResult};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::Method;
use serde::Deserialize;

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

impl Twilio {
    pub(super) async fn call_of(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<CarrierCall> {
        // A SID comes from a signed form, but a path is built of it.
        if !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(CarrierFailure::NotFound);
        }
        let url = self.account_url(&account.account_sid, &format!("Calls/{sid}.json"));
        let found: Found = self.call(account, &Call { method: Method::GET, url, form: &[] }).await?;
        Ok(found.into())
    }

    /// Makes a call, once. Only refusals of a credential lead to another try, with the next one.
    pub(super) async fn make_call(&self, account: &CarrierAccount, dial: &CarrierDial) -> CarrierResult<String> {
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
    pub(super) async fn list_calls(
        &self,
        account: &CarrierAccount,
        (to, from): (&str, &str),
        since: Timestamp,
    ) -> CarrierResult<Vec<CarrierCall>> {
        let url = self.account_url(&account.account_sid, "Calls.json");
        let query = [("To", to.to_owned()), ("From", from.to_owned()), ("PageSize", "50".to_owned())];
        let page: Page = self.call(account, &Call { method: Method::GET, url, form: &query }).await?;
        let is_new = |call: &Found| {
            let created = call.date_created.as_deref().and_then(|date| rfc2822::parse(date).ok());
            // The list has whole seconds.
            created.is_some_and(|created| created.timestamp().as_second() >= since.as_second())
        };
        Ok(page.calls.into_iter().rev().filter(is_new).map(CarrierCall::from).collect())
    }
}
