//! Twilio's REST API: sending a message, and managing accounts and numbers.

mod calls;
mod listing;
mod media;
mod provisioning;
mod resources;
mod rest;
mod whatsapp;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use hub_core::carrier_account::CarrierAccount;
use hub_core::message::Message;
use hub_core::ports::{Carrier, CarrierAnswer, CarrierMessage, CarrierRecord, CarrierResult, PortResult};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use crate::http::{Patience, client, safe_url};

/// Twilio answers well under a second; a worker's lease is a minute.
const PATIENCE: Patience = Patience { connect: Duration::from_secs(5), whole: Duration::from_secs(15) };

/// The client of one Twilio-compatible API.
#[derive(Clone)]
pub struct Twilio {
    http: reqwest::Client,
    base_url: String,
}

impl Twilio {
    /// The API at `base_url`, such as `https://api.twilio.com`; plain HTTP only to this machine.
    ///
    /// # Errors
    /// `Rejected` for a URL that would carry credentials in the clear.
    pub fn new(base_url: &str) -> PortResult<Self> {
        safe_url(base_url, "the carrier")?;
        let http = client(PATIENCE)?;
        Ok(Self { http, base_url: base_url.trim_end_matches('/').to_owned() })
    }
}

#[async_trait]
impl Carrier for Twilio {
    async fn sent_since(
        &self,
        account: &CarrierAccount,
        message: &Message,
        since: Timestamp,
    ) -> CarrierResult<Vec<CarrierRecord>> {
        self.list_since(account, message, since).await
    }

    async fn send(&self, message: CarrierMessage<'_>) -> CarrierAnswer {
        let url = format!("{}/2010-04-01/Accounts/{}/Messages.json", self.base_url, message.account_sid);
        let (user, password) = (&message.login.user, message.login.password.expose_secret());
        let request = self.http.post(url).basic_auth(user, Some(password)).form(&wire::create(&message));
        match request.send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                match response.bytes().await {
                    Ok(body) => wire::answer(status, &body),
                    Err(_) if matches!(status, 401 | 429) => wire::answer(status, b""),
                    Err(error) => {
                        CarrierAnswer::Ambiguous { reason: format!("answer cut off: {}", error.without_url()) }
                    }
                }
            }
            // Nothing was sent, because there was no connection to send it on.
            Err(error) if error.is_connect() => {
                CarrierAnswer::NotNow { reason: format!("no connection: {}", error.without_url()) }
            }
            Err(error) if error.is_builder() => CarrierAnswer::Refused {
                code: "bad_request".to_owned(),
                reason: error.without_url().to_string(),
                opted_out: false,
            },
            Err(error) => CarrierAnswer::Ambiguous { reason: error.without_url().to_string() },
        }
    }
}
