//! What a look at the inbox or a search costs.

use std::time::{Duration, Instant};

use super::window::Person;
use super::words::own_word;
use crate::runner::{Counts, Tally};

/// Each look is taken so often.
const LOOKS: usize = 60;

/// What one kind of look costs.
#[derive(Debug, Clone)]
pub struct Look {
    /// What is looked at.
    pub name: &'static str,
    /// Half of the answers came within this time.
    pub p50: Duration,
    /// 95 of 100 answers came within this time.
    pub p95: Duration,
    /// What the table was asked for all of them.
    pub tally: Tally,
    /// How often it was looked.
    pub times: usize,
}

impl Look {
    /// Items that the table looked at for one of them.
    #[must_use]
    pub fn items(&self) -> f64 {
        per(self.tally.values().map(|counted| counted.items).sum(), self.times)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a test")]
pub(super) fn per(count: u64, of: usize) -> f64 {
    count as f64 / of.max(1) as f64
}

impl Person {
    /// Looks at what people look at, again and again.
    pub(super) async fn looks(&self, counts: &Counts, messages: usize) -> Result<Vec<Look>, String> {
        let words = |turn: usize, look: usize| match look {
            1 => ["friday", "appointment"][turn % 2].to_owned(),
            2 => "fri%20doc".to_owned(),
            3 => own_word(turn * 7919 % messages),
            _ => format!("555-{:04}", turn % 10),
        };
        let path = |turn: usize, look: usize| match look {
            0 => "/api/conversations".to_owned(),
            _ => format!("/api/search?q={}", words(turn, look)),
        };
        let names =
            ["inbox", "search: a word of many", "search: two words", "search: a word of one", "search: a number"];
        let mut looks = Vec::new();
        for (look, name) in names.into_iter().enumerate() {
            drop(counts.take());
            let mut times = Vec::with_capacity(LOOKS);
            for turn in 0..LOOKS {
                let began = Instant::now();
                self.get(&path(turn, look)).await?;
                times.push(began.elapsed());
            }
            times.sort();
            let at = |percent: usize| times[(LOOKS * percent / 100).min(LOOKS - 1)];
            looks.push(Look { name, p50: at(50), p95: at(95), tally: counts.take(), times: LOOKS });
        }
        Ok(looks)
    }
}
