//! What goes over the wire to Twilio and back: pure translations.
//!
//! # Source
//! Twilio's OpenAPI description of `Messages.json` and its error dictionary.

use hub_core::carrier_errors::{Meaning, meaning, sentence};
use hub_core::ports::{CarrierAnswer, CarrierMessage};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Created {
    sid: String,
}

#[derive(Deserialize, Default)]
struct Failure {
    code: Option<u64>,
    message: Option<String>,
}

/// The form of a create request.
pub fn create(message: &CarrierMessage<'_>) -> Vec<(&'static str, String)> {
    let channel = message.message.channel;
    let mut form = vec![
        ("To", channel.on_carrier(&message.message.to)),
        ("From", channel.on_carrier(&message.message.from)),
        ("StatusCallback", message.status_callback.clone()),
    ];
    match &message.message.template {
        Some(template) => {
            form.push(("ContentSid", template.sid.clone()));
            if !template.variables.is_empty() {
                form.push(("ContentVariables", json!(template.variables).to_string()));
            }
        }
        None => form.push(("Body", message.message.body.clone())),
    }
    form.extend(message.media_urls.iter().map(|url| ("MediaUrl", url.clone())));
    form
}

/// Reads an answer. Only a 4xx says for sure that Twilio has no message; any 5xx or unreadable answer is ambiguous.
pub fn answer(status: u16, body: &[u8]) -> CarrierAnswer {
    let failure: Failure = serde_json::from_slice(body).unwrap_or_default();
    let wording = failure.message.unwrap_or_default();
    match status {
        200..=299 => match serde_json::from_slice::<Created>(body) {
            Ok(created) => CarrierAnswer::Accepted { sid: created.sid },
            Err(error) => CarrierAnswer::Ambiguous { reason: format!("{status} with an unreadable body: {error}") },
        },
        429 => CarrierAnswer::NotNow { reason: "429".to_owned() },
        // The credential is refused or the account is stopped: nothing was sent, and a repair may come.
        400..=499 if is_unauthorized(status, failure.code) => {
            CarrierAnswer::Unauthorized { reason: format!("{status} {:?} {wording}", failure.code) }
        }
        400..=499 => {
            let code = failure.code.unwrap_or_else(|| u64::from(status));
            match meaning(code) {
                Meaning::Congestion => CarrierAnswer::NotNow { reason: format!("{code} {wording}") },
                meaning => CarrierAnswer::Refused {
                    code: code.to_string(),
                    reason: sentence(code).to_owned(),
                    opted_out: meaning == Meaning::OptedOut,
                },
            }
        }
        _ => CarrierAnswer::Ambiguous { reason: format!("{status} {:?} {wording}", failure.code) },
    }
}

/// Whether an answer says that the credential is refused or the account is not active.
pub fn is_unauthorized(status: u16, code: Option<u64>) -> bool {
    status == 401 || code.is_some_and(|code| meaning(code) == Meaning::Account) || (status == 403 && code.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart_by_what_is_sure() {
        let kind = |status, body: &str| match answer(status, body.as_bytes()) {
            CarrierAnswer::Accepted { sid } => format!("accepted {sid}"),
            CarrierAnswer::NotNow { .. } => "not now".to_owned(),
            CarrierAnswer::Unauthorized { .. } => "unauthorized".to_owned(),
            CarrierAnswer::Refused { code, opted_out, .. } => format!("refused {code} {opted_out}"),
            CarrierAnswer::Ambiguous { .. } => "ambiguous".to_owned(),
        };
        for (status, body, expected, why) in [
            (201, r#"{"sid":"SM1"}"#, "accepted SM1", "the documented answer"),
            (201, "<html>", "ambiguous", "a proxy's page: the message may exist"),
            (429, r#"{"code":20429}"#, "not now", "never processed"),
            (401, r#"{"code":20003}"#, "unauthorized", "a token may be repaired"),
            (403, r#"{"code":20005}"#, "unauthorized", "the account is not active"),
            (403, r#"{"code":21408}"#, "refused 21408 false", "a country that the account may not text"),
            (400, r#"{"code":21211,"message":"x"}"#, "refused 21211 false", "for good"),
            (400, r#"{"code":21610}"#, "refused 21610 true", "opted out at the carrier"),
            (400, r#"{"code":21611}"#, "not now", "the sender's queue is full"),
            (404, "", "refused 404 false", "no body"),
            (500, r#"{"code":20500}"#, "ambiguous", "may have been processed"),
            (503, "", "ambiguous", "may have been processed"),
        ] {
            assert_eq!(kind(status, body), expected, "{status} {body}: {why}");
        }
    }
}
