//! What the table is asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// How often an operation was asked for, and how many items it wrote or looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Requests.
    pub calls: u64,
    /// Items in them, or in their answers.
    pub items: u64,
    /// What they consumed, in halves of a unit: an eventually consistent read of 4 KB is one half.
    pub half_units: u64,
}

/// Counts by operation, such as `PutItem`.
pub type Tally = BTreeMap<String, Counted>;

/// The counts of a table; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Counts(Arc<Mutex<Tally>>);

impl Counts {
    /// What was counted since the last call.
    #[must_use]
    pub fn take(&self) -> Tally {
        std::mem::take(&mut *self.tally())
    }

    fn tally(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(super) fn add(&self, operation: &str, asked: &Value, told: &Value) {
        let (items, half_units) = (items(asked, told), half_units(&told["ConsumedCapacity"]));
        let mut tally = self.tally();
        let counted = tally.entry(operation.to_owned()).or_default();
        counted.calls += 1;
        counted.items += items;
        counted.half_units += half_units;
    }
}

/// What one table consumed, or several requests of a batch together.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "units are small and come in halves")]
fn half_units(consumed: &Value) -> u64 {
    match consumed {
        Value::Array(parts) => parts.iter().map(half_units).sum(),
        part => (part["CapacityUnits"].as_f64().unwrap_or_default() * 2.0).round() as u64,
    }
}

fn items(asked: &Value, told: &Value) -> u64 {
    let length = |value: &Value| value.as_array().map_or(0, Vec::len);
    let of_tables = |part: fn(&Value) -> &Value| -> usize {
        asked["RequestItems"].as_object().into_iter().flatten().map(|(_, items)| length(part(items))).sum()
    };
    let counted = [
        told["ScannedCount"].as_u64().unwrap_or(0),
        length(&asked["TransactItems"]) as u64,
        of_tables(|items| items) as u64,
        of_tables(|items| &items["Keys"]) as u64,
    ];
    let is_query = told["ScannedCount"].is_u64();
    counted.into_iter().max().filter(|count| is_query || *count > 0).unwrap_or(1)
}
