//! What a subscription to a log group hands to a function: JSON, gzipped, in base64.
//!
//! # Source
//! `CloudWatch` Logs user guide, "Subscription filters with AWS Lambda".

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use hub_core::error_report::{LogBatch, LogLine};
use jiff::Timestamp;
use serde::Deserialize;

/// A batch is far smaller; more than this is no batch.
const BYTES_MAX: u64 = 32 * 1024 * 1024;

#[derive(Deserialize)]
struct Event {
    awslogs: Packed,
}

#[derive(Deserialize)]
struct Packed {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    message_type: String,
    log_group: String,
    log_events: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    timestamp: i64,
    message: String,
}

/// Reads an event. That a subscription is there, which is told now and then, is a batch without lines.
///
/// # Errors
/// A sentence for an event of another shape.
pub fn read(event: &str) -> Result<LogBatch, String> {
    let event: Event = serde_json::from_str(event).map_err(|e| e.to_string())?;
    let packed = STANDARD.decode(event.awslogs.data).map_err(|e| e.to_string())?;
    let mut text = String::new();
    GzDecoder::new(packed.as_slice()).take(BYTES_MAX).read_to_string(&mut text).map_err(|e| e.to_string())?;
    let told: Told = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let events = if told.message_type == "DATA_MESSAGE" { told.log_events } else { Vec::new() };
    let line = |line: Line| {
        let at = Timestamp::from_millisecond(line.timestamp).ok()?;
        Some(LogLine { id: line.id, at, text: line.message })
    };
    Ok(LogBatch { group: told.log_group, lines: events.into_iter().filter_map(line).collect() })
}
