//! The machine's clock, which a test can set ahead.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hub_adapters::local::SystemClock;
use hub_core::ports::Clock;
use jiff::{SignedDuration, Timestamp};

/// A clock; clones go together.
#[derive(Debug, Clone, Default)]
pub struct MovableClock {
    ahead_ms: Arc<AtomicI64>,
}

impl MovableClock {
    /// Lets time pass.
    pub fn advance(&self, by: SignedDuration) {
        self.ahead_ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_millis(self.ahead_ms.load(Ordering::SeqCst))
    }
}
