//! Times of many requests.

use std::time::Duration;

/// Times, sorted.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Of these.
    #[must_use]
    pub fn of(times: impl IntoIterator<Item = Duration>) -> Self {
        let mut times: Vec<_> = times.into_iter().collect();
        times.sort();
        Self(times)
    }

    /// The time within which so many of a thousand were done; nothing for none.
    #[must_use]
    pub fn at(&self, per_mille: usize) -> Duration {
        let place = (self.0.len() * per_mille).div_ceil(1_000).max(1) - 1;
        self.0.get(place).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let times = Times::of((1..=200).rev().map(Duration::from_millis));
        let at = |per_mille| times.at(per_mille).as_millis();
        assert_eq!((at(500), at(900), at(990), at(999), at(1_000)), (100, 180, 198, 200, 200));
        assert_eq!(
            (Times::default().at(500), Times::of([Duration::from_secs(1)]).at(1).as_secs()),
            (Duration::ZERO, 1)
        );
    }
}
