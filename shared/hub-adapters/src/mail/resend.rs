//! Mail through Resend.
//!
//! # Source
//! Resend, API reference, "Send email" and "Errors": `POST /emails` with a bearer key; 429 for too many requests.

use std::time::Duration;

use async_trait::async_trait;
use hub_core::ports::{Mail, Mailer, PortError, PortErrorKind, PortResult};
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use crate::http::{Patience, client, safe_url};

/// Where Resend answers.
pub const RESEND_URL: &str = "https://api.resend.com";
const PATIENCE: Patience = Patience { connect: Duration::from_secs(3), whole: Duration::from_secs(8) };

/// Sends from one address of a domain that Resend has verified.
pub struct ResendMailer {
    http: Client,
    url: Url,
    key: SecretString,
    sender: String,
}

#[derive(Deserialize, Default)]
struct Failure {
    #[serde(default)]
    name: String,
}

impl ResendMailer {
    /// Sends as `sender`, such as `Hub <no-reply@example.com>`.
    ///
    /// # Errors
    /// `Rejected` for a URL over which others could read along.
    pub fn new(base_url: &str, key: &str, sender: impl Into<String>) -> PortResult<Self> {
        let url = safe_url(&format!("{}/emails", base_url.trim_end_matches('/')), "Resend")?;
        Ok(Self { http: client(PATIENCE)?, url, key: key.to_owned().into(), sender: sender.into() })
    }
}

#[async_trait]
impl Mailer for ResendMailer {
    async fn send(&self, mail: &Mail) -> PortResult<()> {
        let body = json!({ "from": self.sender, "to": [mail.to], "subject": mail.subject, "text": mail.text });
        let request = self.http.post(self.url.clone()).bearer_auth(self.key.expose_secret()).json(&body);
        let failed = |kind, what: String| PortError::new(kind, format!("Resend: {what}"));
        let answer = request.send().await;
        let answer = answer.map_err(|error| failed(PortErrorKind::Unavailable, error.without_url().to_string()))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        // Its words may repeat the address; its name for the error does not.
        let name = answer.json::<Failure>().await.unwrap_or_default().name;
        let kind = if status.as_u16() == 429 { PortErrorKind::Throttled } else { PortErrorKind::Unavailable };
        Err(failed(kind, format!("{status} {name}")))
    }
}
