//! Rates one after the other until the hub refuses requests, and then the first one again.

use std::path::Path;
use std::time::Duration;

use super::judge::Verdict;
use super::process::Hub;
use super::rush::{Outcomes, Pace, rush};
use super::window::Person;
use crate::runner::{Options, Runner};

const PATIENCE: Duration = Duration::from_secs(180);

/// A stage is held as long as all is taken and 99 of 100 requests are answered within this time.
const HELD: Duration = Duration::from_secs(1);

/// The rates of a ramp.
#[derive(Debug, Clone)]
pub struct Ramp {
    /// Requests a second, rising.
    pub rates: Vec<u32>,
    /// How long each stage is, in seconds.
    pub seconds: u32,
}

impl Outcomes {
    /// Whether the hub kept up.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.refused + self.broken == 0 && self.times.iter().all(|times| times.at(990) < HELD)
    }

    /// Whether all is taken, and about as fast as it was then.
    fn is_as_good_as(&self, then: &Self) -> bool {
        let pairs = self.times.iter().zip(&then.times);
        self.refused + self.broken == 0 && pairs.into_iter().all(|(now, then)| now.at(990) < HELD.max(then.at(990) * 2))
    }
}

/// Raises the rate until requests are refused, and goes back to the first; every stage's outcomes.
///
/// # Errors
/// A sentence: a hub that does not run, something that is lost, twice, out of order or done after a refusal, or one that
/// does not recover.
pub async fn run(ramp: &Ramp, data: &Path, tell: impl Fn(&Outcomes)) -> Result<Vec<Outcomes>, String> {
    let hub = Hub::start(data).await?;
    let person = Person::signs_in(&hub.base_url).await?;
    let mut stages: Vec<Outcomes> = Vec::new();
    let first = ramp.rates.first().copied().ok_or("name a rate")?;
    for rate in ramp.rates.iter().copied() {
        stages.push(stage(&person, (stages.len(), rate, ramp.seconds), &tell).await?);
        if stages.last().is_some_and(|last| last.refused + last.broken > 0) {
            break;
        }
    }
    let after = stage(&person, (stages.len(), first, ramp.seconds), &tell).await?;
    let is_recovered = after.is_as_good_as(&stages[0]);
    stages.push(after);
    if is_recovered { Ok(stages) } else { Err(format!("{first} requests a second are not held after the rush")) }
}

/// A rush on a hub in this process that takes so many requests at once, and a few requests after it.
///
/// # Errors
/// As [`run`].
pub async fn within(in_flight: usize) -> Result<Vec<Outcomes>, String> {
    let options = Options { immediate: true, pace: Some(1_000.0), in_flight: Some(in_flight), ..Options::default() };
    let runner = Runner::start(options).await?;
    let person = Person::signs_in(runner.base_url()).await?;
    let mut stages = Vec::new();
    for (number, rate, requests) in [(0, 4_000, 400), (1, 2, 6)] {
        stages.push(checked(rush(&person, Pace { stage: number, rate, requests }).await?)?);
        // The carrier's reports of a rush are none of the requests after it.
        runner.settled(PATIENCE).await?;
        if let Some(simulator) = runner.simulator() {
            simulator.settled(PATIENCE).await.map_err(|e| e.to_string())?;
        }
    }
    runner.settled(PATIENCE).await?;
    Ok(stages)
}

async fn stage(
    person: &Person,
    (stage, rate, seconds): (usize, u32, u32),
    tell: &impl Fn(&Outcomes),
) -> Result<Outcomes, String> {
    let requests = usize::try_from(rate * seconds).map_err(|e| e.to_string())?;
    let outcomes = rush(person, Pace { stage, rate, requests }).await?;
    tell(&outcomes);
    checked(outcomes)
}

fn checked(outcomes: Outcomes) -> Result<Outcomes, String> {
    if outcomes.verdict == Verdict::default() {
        Ok(outcomes)
    } else {
        Err(format!("at {} requests a second: {:?}", outcomes.pace.rate, outcomes.verdict))
    }
}
