//! Slowing down who guesses.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::PortResult;

/// How often something may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// So many tries are free; each further one doubles the pause before the next.
    pub free: u32,
    /// The longest pause. A counter that rests for longer after a pause begins anew.
    pub pause_max: SignedDuration,
}

impl Allowance {
    /// The pause after the `count`th try: none while tries are free, then 1, 2, 4, … seconds.
    #[must_use]
    pub fn pause_after(&self, count: u32) -> SignedDuration {
        let over = count.saturating_sub(self.free);
        if over == 0 {
            return SignedDuration::ZERO;
        }
        let seconds = 1i64 << (over - 1).min(30);
        SignedDuration::from_secs(seconds).min(self.pause_max)
    }
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It may go on; it is the `count`th.
    Granted {
        /// How many there were, this one included.
        count: u32,
    },
    /// It has to wait.
    Refused {
        /// For how long.
        wait: SignedDuration,
    },
}

/// Counts tries per name, such as an e-mail address or a caller's address.
#[async_trait]
pub trait Attempts: Send + Sync {
    /// Counts a try before it is made, so that tries at the same time are counted too.
    async fn attempt(&self, name: &str, allowance: Allowance, now: Timestamp) -> PortResult<Attempt>;
    /// Takes a try back, because it turned out to be no guess.
    async fn take_back(&self, name: &str) -> PortResult<()>;
    /// Forgets all tries.
    async fn forget(&self, name: &str) -> PortResult<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit() {
        let allowance = Allowance { free: 5, pause_max: SignedDuration::from_mins(15) };
        for (count, seconds) in [(1, 0), (5, 0), (6, 1), (7, 2), (8, 4), (15, 512), (16, 900), (4_000_000_000, 900)] {
            assert_eq!(allowance.pause_after(count).as_secs(), seconds, "after {count}");
        }
    }
}
