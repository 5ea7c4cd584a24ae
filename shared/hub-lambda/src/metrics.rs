//! Counters in `CloudWatch`'s embedded metric format: a line of JSON on standard output, no call and no agent.
//!
//! # Source
//! The embedded metric format specification, version 0.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

static IS_LAMBDA: AtomicBool = AtomicBool::new(false);

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// A webhook whose signature or owner was not right.
    WebhookRefused,
    /// A request that failed on our side (5xx).
    RequestFailed,
    /// A queue task that has to come again.
    TaskRetried,
}

/// From here on counters are written; elsewhere than in a Lambda nobody reads them.
pub(crate) fn enable() {
    IS_LAMBDA.store(true, Ordering::Relaxed);
}

/// Counts one.
#[expect(clippy::print_stdout, reason = "standard output is where CloudWatch reads metrics")]
pub(crate) fn count(function: &str, counter: Counter, now_ms: i64) {
    if IS_LAMBDA.load(Ordering::Relaxed) {
        println!("{}", line(function, counter, now_ms));
    }
}

fn line(function: &str, counter: Counter, now_ms: i64) -> Value {
    let name = format!("{counter:?}");
    let metric = json!({
        "Namespace": "CommunicationsHub",
        "Dimensions": [["Function"]],
        "Metrics": [{ "Name": name, "Unit": "Count" }],
    });
    let mut line = json!({ "_aws": { "Timestamp": now_ms, "CloudWatchMetrics": [metric] }, "Function": function });
    line[name] = json!(1);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_a_line_that_cloudwatch_understands() {
        let line = line("messages-send", Counter::RequestFailed, 1_790_000_000_000);
        let expected = json!({
            "_aws": { "Timestamp": 1_790_000_000_000_i64, "CloudWatchMetrics": [{
                "Namespace": "CommunicationsHub", "Dimensions": [["Function"]],
                "Metrics": [{ "Name": "RequestFailed", "Unit": "Count" }],
            }] },
            "Function": "messages-send", "RequestFailed": 1,
        });
        assert_eq!(line, expected);
    }
}
