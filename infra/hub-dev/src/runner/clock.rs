//! The machine's clock, which a test can set ahead or stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hub_adapters::local::SystemClock;
use hub_core::ports::Clock;
use jiff::{SignedDuration, Timestamp};

/// A clock; clones go together.
#[derive(Debug, Clone, Default)]
pub struct MovableClock {
    stopped_at: Option<Timestamp>,
    ahead_ms: Arc<AtomicI64>,
}

impl MovableClock {
    /// A clock that stands at the present moment and goes only when it is set ahead.
    #[must_use]
    pub fn stopped() -> Self {
        Self { stopped_at: Some(SystemClock.now()), ..Self::default() }
    }

    /// Lets time pass.
    pub fn advance(&self, by: SignedDuration) {
        self.ahead_ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let base = self.stopped_at.unwrap_or_else(|| SystemClock.now());
        base + SignedDuration::from_millis(self.ahead_ms.load(Ordering::SeqCst))
    }
}
