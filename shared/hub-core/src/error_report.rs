//! Which records of the log are errors, and what of them leaves the deployment: nothing that a customer wrote or is
//! called, whatever a line should hold by mistake.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::redact::redact;

/// What of a line's fields is passed on as it is: names and numbers that the hub itself gave.
const PLAIN: [&str; 5] = ["correlation_id", "route", "code", "status", "target"];
/// What is passed on, as the message is, without anything that looks like a person's number, address or secret.
const WORDS: [&str; 2] = ["error", "reason"];
/// A text that is passed on is no longer than this.
const TEXT_MAX: usize = 400;
/// A word without a space that is longer than this may be a token.
const WORD_MAX: usize = 48;

/// Lines of one function's log, as the subscription hands them over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogBatch {
    /// The log group, `/hub/<deployment>/<binary>`.
    pub group: String,
    /// The lines.
    pub lines: Vec<LogLine>,
}

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The log's own name of it, the same on every delivery.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// What stands there.
    pub text: String,
}

/// An error, as it is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorReport {
    /// The log's own name of the line.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// The deployment.
    pub stack: String,
    /// The function's binary.
    pub function: String,
    /// What happened, in the words of the code.
    pub message: String,
    /// What the line says besides.
    pub fields: BTreeMap<String, String>,
}

/// The errors of a batch: lines of level `ERROR`, and Lambda's own word that it ended a function.
#[must_use]
pub fn errors_of(batch: &LogBatch) -> Vec<ErrorReport> {
    let (stack, function) = batch.group.trim_start_matches("/hub/").split_once('/').unwrap_or(("", &batch.group));
    let report = |line: &LogLine| {
        let told: Value = serde_json::from_str(&line.text).ok()?;
        let (message, fields) = error(&told)?;
        Some(ErrorReport {
            id: line.id.clone(),
            at: line.at,
            stack: stack.to_owned(),
            function: function.to_owned(),
            message,
            fields,
        })
    };
    batch.lines.iter().filter_map(report).collect()
}

fn error(line: &Value) -> Option<(String, BTreeMap<String, String>)> {
    if line["level"] == "ERROR" {
        let message = line["message"].as_str().map_or_else(|| "error".to_owned(), harmless);
        let plain = PLAIN.iter().filter_map(|name| Some(((*name).to_owned(), word(&line[*name])?)));
        let words = WORDS.iter().filter_map(|name| Some(((*name).to_owned(), harmless(line[*name].as_str()?))));
        return Some((message, plain.chain(words).collect()));
    }
    let (kind, record) = (line["type"].as_str()?, &line["record"]);
    let status = record["status"].as_str().filter(|status| *status != "success")?;
    let fields = record["requestId"].as_str().map(|id| ("correlation_id".to_owned(), id.to_owned()));
    kind.starts_with("platform.")
        .then(|| (format!("Lambda ended the function: {status}"), fields.into_iter().collect()))
}

fn word(value: &Value) -> Option<String> {
    let text = value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))?;
    (!text.is_empty() && text.len() <= TEXT_MAX / 2).then_some(text)
}

/// A text without what must not leave.
fn harmless(text: &str) -> String {
    let cut: String = text.chars().take(TEXT_MAX).collect();
    let words = cut.split(' ').map(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if word.chars().count() > WORD_MAX || (digits >= 7 && !word.contains("::")) { "[…]" } else { word }
    });
    redact(&words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reported(line: &Value) -> Option<(String, BTreeMap<String, String>)> {
        let line = LogLine { id: "1".to_owned(), at: Timestamp::UNIX_EPOCH, text: line.to_string() };
        let batch = LogBatch { group: "/hub/hub-prod/messages-send".to_owned(), lines: vec![line] };
        let report = errors_of(&batch).pop()?;
        assert_eq!((report.stack.as_str(), report.function.as_str()), ("hub-prod", "messages-send"));
        Some((report.message, report.fields))
    }

    #[test]
    fn an_error_is_reported_with_what_the_hub_itself_gave() {
        let (message, fields) = reported(&json!({
            "level": "ERROR", "message": "request failed", "route": "messages-send", "status": 503, "code": "unavailable",
            "reason": "ThrottlingException: Rate exceeded", "correlation_id": "JKJaXmPLvHcESHA", "body": "Hello Ann",
            "target": "hub_lambda::route",
        }))
        .expect("a report");
        assert_eq!(message, "request failed");
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["code", "correlation_id", "reason", "route", "status", "target"]);
        assert_eq!((fields["status"].as_str(), fields["correlation_id"].as_str()), ("503", "JKJaXmPLvHcESHA"));
    }

    #[test]
    fn what_lambda_ends_is_an_error_too() {
        let ended = json!({ "type": "platform.report", "record": { "requestId": "r-1", "status": "timeout" } });
        let (message, fields) = reported(&ended).expect("a report");
        assert_eq!(
            (message.as_str(), fields["correlation_id"].as_str()),
            ("Lambda ended the function: timeout", "r-1")
        );
        for harmless in [
            json!({ "type": "platform.report", "record": { "status": "success" } }),
            json!({ "type": "platform.start", "record": {} }),
            json!({ "level": "WARN", "message": "request refused" }),
            json!("a line that is no object"),
        ] {
            assert_eq!(reported(&harmless), None, "{harmless}");
        }
    }

    #[test]
    fn numbers_addresses_and_secrets_do_not_leave() {
        let secret = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c3JfMDEifQ.c2lnbmF0dXJlLW9mLXNvbWVib2R5";
        let error = format!("no answer for +12015550123 (ann@example.com) with {secret} from msg_1");
        let (_, fields) = reported(&json!({ "level": "ERROR", "message": "x", "error": error })).expect("a report");
        let told = &fields["error"];
        for gone in ["2015550123", "ann@example.com", "eyJ"] {
            assert!(!told.contains(gone), "{told}");
        }
        assert!(told.starts_with("no answer for") && told.contains("msg_1"), "{told}");
    }
}
