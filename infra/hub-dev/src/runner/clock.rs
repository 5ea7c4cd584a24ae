//! The machine's clock, which a test can set ahead or hold.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use hub_adapters::local::SystemClock;
use hub_core::ports::Clock;
use jiff::{SignedDuration, Timestamp};

/// A clock; clones go together.
#[derive(Debug, Clone, Default)]
pub struct MovableClock {
    ahead_ms: Arc<AtomicI64>,
    /// The machine's time since which only [`Self::advance`] moves it.
    held_at_ms: Arc<OnceLock<i64>>,
}

impl MovableClock {
    /// A clock that stands at the present moment.
    #[must_use]
    pub fn held() -> Self {
        let clock = Self::default();
        clock.hold();
        clock
    }

    /// Holds the clock.
    pub fn hold(&self) {
        self.held_at_ms.get_or_init(|| SystemClock.now().as_millisecond());
    }

    /// Lets time pass.
    pub fn advance(&self, by: SignedDuration) {
        self.ahead_ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let held = self.held_at_ms.get().and_then(|at| Timestamp::from_millisecond(*at).ok());
        held.unwrap_or_else(|| SystemClock.now()) + SignedDuration::from_millis(self.ahead_ms.load(Ordering::SeqCst))
    }
}
