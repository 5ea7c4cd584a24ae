//! Looking a call up at the carrier.
//!
//! # Source
//! Twilio's OpenAPI description of `Calls/{Sid}.json`: `status` is an enumeration, `duration` a number in a text.

use hub_core::call::CallStatus;
use hub_core::carrier_account::CarrierAccount;
use hub_core::ports::{CarrierCall, CarrierFailure, CarrierResult};
use reqwest::Method;
use serde::Deserialize;

use super::Twilio;
use super::rest::Call;

#[derive(Deserialize)]
struct Found {
    status: String,
    #[serde(default)]
    duration: Option<String>,
}

impl Twilio {
    pub(super) async fn call_of(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<CarrierCall> {
        // A SID comes from a signed form, but a path is built of it.
        if !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(CarrierFailure::NotFound);
        }
        let url = self.account_url(&account.account_sid, &format!("Calls/{sid}.json"));
        let found: Found = self.call(account, &Call { method: Method::GET, url, form: &[] }).await?;
        Ok(CarrierCall {
            status: CallStatus::from(found.status),
            duration_seconds: found.duration.and_then(|seconds| seconds.parse().ok()),
        })
    }
}
