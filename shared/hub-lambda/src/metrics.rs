//! Counters in `CloudWatch`'s embedded metric format: a line of JSON on standard output, no call and no agent.
//!
//! Each deployment has a namespace of its own, so that two stages in one account do not add up. What goes wrong is counted
//! twice: for the whole deployment, which is what alarms look at, and for each function, which says where to look. A metric
//! costs $0.30 in a month in which it is written, so messages are counted once.
//!
//! # Source
//! The embedded metric format specification, version 0.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use hub_core::correlation;
use hub_core::live::{Change, EventKind};
use hub_core::message::{Direction, MessageStatus};
use serde_json::{Value, json};

const STACK_DIMENSION: &str = "Stack";
const FUNCTION_DIMENSION: &str = "Function";
/// The deployment, once the process is known to be one of its Lambdas.
static STACK: OnceLock<String> = OnceLock::new();

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// A webhook whose signature or owner was not right.
    WebhookRefused,
    /// A request that failed on our side (5xx).
    RequestFailed,
    /// A call that could not be looked up: the caller heard an excuse.
    CallExcused,
    /// A queue task that has to come again.
    TaskRetried,
}

/// From here on counters are written; elsewhere than in a Lambda nobody reads them. `function` is Lambda's name of the
/// function, `<deployment>-<binary>`.
pub(crate) fn enable(function: &str, binary: &str) {
    let stack = function.strip_suffix(binary).and_then(|prefix| prefix.strip_suffix('-')).unwrap_or(function);
    // The first one stands: a process is one function.
    let _ = STACK.set(stack.to_owned());
}

/// Counts one.
pub(crate) fn count(function: &str, counter: Counter, now_ms: i64) {
    write(function, &[STACK_DIMENSION, FUNCTION_DIMENSION], &BTreeMap::from([(format!("{counter:?}"), 1)]), now_ms);
}

/// What became of messages, by the changes of a batch: the figures that an operator looks at first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct MessageTally(BTreeMap<String, u64>);

impl MessageTally {
    pub(crate) fn of(changes: &[Change]) -> Self {
        let mut tally = BTreeMap::new();
        for name in changes.iter().filter_map(|change| outcome(&change.kind)) {
            *tally.entry(name.to_owned()).or_default() += 1;
        }
        Self(tally)
    }

    pub(crate) fn count(&self, function: &str, now_ms: i64) {
        if !self.0.is_empty() {
            write(function, &[STACK_DIMENSION], &self.0, now_ms);
        }
    }
}

fn outcome(kind: &EventKind) -> Option<&'static str> {
    match kind {
        EventKind::NewMessage { message, .. } if message.direction == Direction::Inbound => Some("MessageReceived"),
        EventKind::MessageStatusUpdated { message, .. } => match message.status {
            MessageStatus::Sent => Some("MessageSent"),
            MessageStatus::Delivered => Some("MessageDelivered"),
            MessageStatus::Failed | MessageStatus::Undelivered => Some("MessageFailed"),
            MessageStatus::Blocked => Some("MessageBlocked"),
            MessageStatus::Uncertain => Some("MessageUncertain"),
            _ => None,
        },
        _ => None,
    }
}

#[expect(clippy::print_stdout, reason = "standard output is where CloudWatch reads metrics")]
fn write(function: &str, dimensions: &[&str], counts: &BTreeMap<String, u64>, now_ms: i64) {
    if let Some(stack) = STACK.get() {
        println!("{}", line((stack, function), dimensions, counts, now_ms));
    }
}

fn line((stack, function): (&str, &str), dimensions: &[&str], counts: &BTreeMap<String, u64>, now_ms: i64) -> Value {
    let metrics: Vec<Value> = counts.keys().map(|name| json!({ "Name": name, "Unit": "Count" })).collect();
    let metric = json!({
        "Namespace": format!("CommunicationsHub/{stack}"),
        "Dimensions": dimensions.iter().map(|name| [name]).collect::<Vec<_>>(),
        "Metrics": metrics,
    });
    let mut line = json!({
        "_aws": { "Timestamp": now_ms, "CloudWatchMetrics": [metric] }, "Stack": stack, "Function": function,
    });
    for (name, count) in counts {
        line[name] = json!(count);
    }
    if let Some(id) = correlation::current() {
        line["correlation_id"] = id.into();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_a_line_that_cloudwatch_understands() {
        let line = line(
            ("hub-dev", "messages-send"),
            &[STACK_DIMENSION, FUNCTION_DIMENSION],
            &BTreeMap::from([("RequestFailed".to_owned(), 1)]),
            1_790_000_000_000,
        );
        let expected = json!({
            "_aws": { "Timestamp": 1_790_000_000_000_i64, "CloudWatchMetrics": [{
                "Namespace": "CommunicationsHub/hub-dev", "Dimensions": [["Stack"], ["Function"]],
                "Metrics": [{ "Name": "RequestFailed", "Unit": "Count" }],
            }] },
            "Stack": "hub-dev", "Function": "messages-send", "RequestFailed": 1,
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn only_what_ends_a_texts_way_is_counted() {
        assert_eq!(outcome(&EventKind::NumbersChanged {}), None);
        assert_eq!(MessageTally::of(&[]), MessageTally::default());
    }
}
