//! `/v1/ContentAndApprovals` (host `content.twilio.com`): templates, and what WhatsApp says of them.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::account::Account;
use super::paging::page;
use super::rest::{Call, Reply};
use super::rest_error::RestError;

/// A template of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// `HX` and 32 hex digits.
    pub sid: String,
    /// Its name, for the account and for WhatsApp.
    pub name: String,
    /// Its text, with gaps such as `{{1}}`.
    pub body: String,
    /// An example for each gap.
    pub variables: BTreeMap<String, String>,
    /// WhatsApp's word: `approved`, `pending`, `rejected`.
    pub status: String,
    /// Why it was rejected.
    pub rejection_reason: String,
}

impl Content {
    /// A template with examples for its gaps.
    #[must_use]
    pub fn new(sid: &str, name: &str, status: &str, body: &str, variables: &[(&str, &str)]) -> Self {
        let variables = variables.iter().map(|(name, example)| ((*name).to_owned(), (*example).to_owned()));
        let rejection_reason = if status == "rejected" { "INVALID_FORMAT" } else { "" };
        Self {
            sid: sid.to_owned(),
            name: name.to_owned(),
            body: body.to_owned(),
            variables: variables.collect(),
            status: status.to_owned(),
            rejection_reason: rejection_reason.to_owned(),
        }
    }

    fn json(&self, account: &Account) -> Value {
        json!({
            "account_sid": account.sid,
            "approval_requests": {
                "allow_category_change": true, "category": "UTILITY", "content_type": "twilio/text", "flows": null,
                "name": self.name, "rejection_reason": self.rejection_reason, "status": self.status,
            },
            "friendly_name": self.name,
            "language": "en",
            "sid": self.sid,
            "types": {"twilio/text": {"body": self.body}},
            "variables": self.variables,
        })
    }

    /// The text with its gaps filled; `None` if a gap has no value.
    pub(crate) fn filled(&self, values: &BTreeMap<String, String>) -> Option<String> {
        let mut text = self.body.clone();
        for name in self.variables.keys() {
            text = text.replace(&format!("{{{{{name}}}}}"), values.get(name).filter(|value| !value.is_empty())?);
        }
        Some(text)
    }
}

/// The list.
pub(crate) fn serve_all(account: &Account, call: &Call) -> Result<Reply, RestError> {
    if call.method != Method::GET {
        return Err(RestError::method_not_allowed());
    }
    let url = format!("{}{}", call.origin, call.path);
    let found: Vec<Content> = account.contents.clone();
    let body = page(found, |content| &content.sid, &call.params)?.by_meta("contents", &url, |c| c.json(account));
    Ok(Reply::Json(StatusCode::OK, body))
}
