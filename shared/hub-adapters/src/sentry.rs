//! A service that takes error reports as Sentry does.
//!
//! # Source
//! Sentry's developer documentation: DSN, "Envelopes" (`POST /api/<project>/envelope/`, one event an envelope) and
//! "Authentication" (`X-Sentry-Auth`).

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use hub_core::error_report::ErrorReport;
use hub_core::ports::{ErrorReports, PortError, PortErrorKind, PortResult};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::http::{Patience, client, safe_url};

const PATIENCE: Patience = Patience { connect: Duration::from_secs(3), whole: Duration::from_secs(5) };

/// The client of such a service.
pub struct Sentry {
    http: Client,
    url: String,
    auth: SecretString,
}

impl Sentry {
    /// The project that a DSN names: `https://<public key>@<host>[/<path>]/<project>`; plain HTTP only to this machine.
    ///
    /// # Errors
    /// `Rejected` for a text that is none.
    pub fn new(dsn: &str) -> PortResult<Self> {
        let none = || PortError::new(PortErrorKind::Rejected, "this is no https://<key>@<host>/<project>");
        let mut url = safe_url(dsn, "the error reporter")?;
        let key = url.username().to_owned();
        let path = url.path().to_owned();
        let (folder, project) = path.rsplit_once('/').ok_or_else(none)?;
        let is_word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
        if !is_word(&key) || !is_word(project) {
            return Err(none());
        }
        url.set_path(&format!("{folder}/api/{project}/envelope/"));
        url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| none())?;
        let auth = format!("Sentry sentry_version=7, sentry_client=communications-hub/1.0, sentry_key={key}");
        Ok(Self { http: client(PATIENCE)?, url: url.to_string(), auth: auth.into() })
    }
}

#[async_trait]
impl ErrorReports for Sentry {
    async fn report(&self, error: &ErrorReport) -> PortResult<()> {
        let request = self.http.post(&self.url).header("x-sentry-auth", self.auth.expose_secret());
        let request = request.header("content-type", "application/x-sentry-envelope").body(envelope(error));
        let failed = |kind, reason: String| Err(PortError::new(kind, reason));
        match request.send().await.map(|answer| answer.status()) {
            Ok(status) if status.is_success() => Ok(()),
            Ok(status) if status.as_u16() == 429 => failed(PortErrorKind::Throttled, status.to_string()),
            Ok(status) if status.is_server_error() => failed(PortErrorKind::Unavailable, status.to_string()),
            Ok(status) => failed(PortErrorKind::Rejected, status.to_string()),
            Err(error) => failed(PortErrorKind::Unavailable, error.without_url().to_string()),
        }
    }
}

/// Three lines: what the envelope is, what the event is, the event.
fn envelope(error: &ErrorReport) -> String {
    let tags = ["route", "code", "status", "correlation_id"];
    let fields = error.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let (mut tags, extra): (BTreeMap<_, _>, BTreeMap<_, _>) = fields.partition(|(name, _)| tags.contains(name));
    tags.insert("function", &error.function);
    let id = event_id(&error.id);
    let code = error.fields.get("code").map(String::as_str).unwrap_or_default();
    let event = json!({
        "event_id": id, "timestamp": error.at.to_string(), "platform": "other", "level": "error",
        "logger": error.fields.get("target"), "environment": error.stack, "server_name": error.function,
        "transaction": error.function, "message": { "formatted": error.message }, "tags": tags, "extra": extra,
        "fingerprint": [error.function, error.message, code],
    })
    .to_string();
    let header = json!({ "event_id": id });
    let item = json!({ "type": "event", "content_type": "application/json", "length": event.len() });
    format!("{header}\n{item}\n{event}\n")
}

/// 32 hexadecimal digits, the same for the same line: the service takes an event once.
fn event_id(line: &str) -> String {
    Sha256::digest(line.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dsn_names_key_host_and_project() {
        for (dsn, url, key) in [
            ("https://abc123@o1.ingest.example.com/42", "https://o1.ingest.example.com/api/42/envelope/", "abc123"),
            ("http://abc@127.0.0.1:9000/errors/7", "http://127.0.0.1:9000/errors/api/7/envelope/", "abc"),
        ] {
            let sentry = Sentry::new(dsn).map(|sentry| (sentry.url, sentry.auth));
            let (found, auth) = sentry.unwrap_or_else(|error| panic!("{dsn}: {error}"));
            assert_eq!(found, url);
            assert!(auth.expose_secret().ends_with(&format!("sentry_key={key}")), "{dsn}");
        }
        for wrong in
            ["", "https://o1.example.com/42", "https://abc@o1.example.com/", "http://abc@o1.example.com/42", "abc"]
        {
            assert!(Sentry::new(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_line_has_one_event_id() {
        assert_eq!(event_id("1").len(), 32);
        assert_eq!(event_id("1"), event_id("1"));
        assert_ne!(event_id("1"), event_id("2"));
    }
}
