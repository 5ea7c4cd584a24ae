//! Many texts into a fresh hub as fast as it takes them, and what each of them and each look at them costs at the table.

use std::collections::BTreeSet;
use std::fmt;
use std::time::{Duration, Instant};

use hub_testkit::twilio::SimulatorState;
use tokio::task::JoinSet;

use super::look::{Look, per};
use super::window::Person;
use super::words::{customer, own_word, text};
use crate::runner::{Counted, Counts, Options, Runner, Tally};
use crate::seed::DEMOS;

/// So many customers write at the same time.
const AT_ONCE: usize = 16;
const PATIENCE: Duration = Duration::from_secs(1800);

/// How much.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Texts of customers.
    pub messages: usize,
    /// Customers; each writes as many texts as the others.
    pub conversations: usize,
}

/// How the hub stands at a size.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Texts that were sent by then.
    pub messages: usize,
    /// Texts that this stage added.
    pub added: usize,
    /// What the table was asked for those.
    pub tally: Tally,
    /// How long they took until they were published and findable.
    pub took: Duration,
    /// What it costs to look then.
    pub looks: Vec<Look>,
}

/// What came of a load.
#[derive(Debug, Clone)]
pub struct Report {
    /// At a tenth of the size, and at all of it.
    pub stages: Vec<Stage>,
    /// Texts that stand in no thread.
    pub lost: usize,
    /// Texts that stand in a thread more than once.
    pub repeated: usize,
    /// Texts that the search does not find, of a sample.
    pub not_found: usize,
}

impl Stage {
    /// Items of an operation for each text that was added.
    #[must_use]
    pub fn items_per_message(&self, operation: &str) -> f64 {
        per(self.tally.get(operation).copied().unwrap_or_default().items, self.added)
    }
}

/// Fills a fresh hub, first to a tenth and then wholly, and looks at both sizes.
///
/// # Errors
/// A sentence that says what failed.
pub async fn run(plan: Plan, tell: impl Fn(&Stage)) -> Result<Report, String> {
    let each = plan.messages / plan.conversations.max(1);
    if each == 0 || plan.conversations < 10 || plan.conversations > 20_000 {
        return Err("take 10 to 20,000 conversations, and at least one message for each".to_owned());
    }
    let counts = Counts::default();
    let runner = Runner::start(Options { immediate: true, counts: Some(counts.clone()), ..Options::default() }).await?;
    runner.settled(PATIENCE).await?;
    let simulator = runner.simulator().ok_or("there is no simulator")?.clone();
    let person = Person::signs_in(runner.base_url()).await?;
    let mut stages = Vec::new();
    let mut filled = 0;
    for until in [plan.conversations / 10, plan.conversations] {
        drop(counts.take());
        let began = Instant::now();
        write(&simulator, filled..until, each).await?;
        runner.settled(PATIENCE).await?;
        let (tally, took) = (counts.take(), began.elapsed());
        let looks = person.looks(&counts, until * each).await?;
        let stage = Stage { messages: until * each, added: (until - filled) * each, tally, took, looks };
        tell(&stage);
        stages.push(stage);
        filled = until;
    }
    let (lost, repeated) = person.counts(plan.conversations, each).await?;
    let not_found = person.misses(plan.conversations * each).await?;
    Ok(Report { stages, lost, repeated, not_found })
}

/// Lets customers write, each one text after the other.
async fn write(simulator: &SimulatorState, customers: std::ops::Range<usize>, each: usize) -> Result<(), String> {
    let mut writing = JoinSet::new();
    for number in customers {
        let simulator = simulator.clone();
        writing.spawn(async move {
            for text in (number * each..(number + 1) * each).map(text) {
                let sent = simulator.send_inbound(&customer(number), DEMOS[0].number, &text).await;
                let sent = sent.map_err(|e| e.to_string())?;
                if sent.status != Some(200) {
                    return Err(format!("a webhook was answered with {:?}", sent.status));
                }
            }
            Ok(())
        });
        while writing.len() >= AT_ONCE {
            joined(writing.join_next().await)?;
        }
    }
    while let Some(done) = writing.join_next().await {
        joined(Some(done))?;
    }
    Ok(())
}

fn joined(done: Option<Result<Result<(), String>, tokio::task::JoinError>>) -> Result<(), String> {
    done.map_or(Ok(()), |done| done.map_err(|e| e.to_string())?)
}

impl Person {
    /// How many texts stand in no thread, and how many more than once.
    async fn counts(&self, conversations: usize, each: usize) -> Result<(usize, usize), String> {
        let (mut seen, mut repeated) = (BTreeSet::new(), 0);
        for row in self.all("/api/conversations", "conversations").await? {
            let id = row["id"].as_str().unwrap_or_default();
            for entry in self.all(&format!("/api/conversations/{id}/timeline"), "entries").await? {
                repeated += usize::from(!seen.insert(entry["message"]["body"].as_str().unwrap_or_default().to_owned()));
            }
        }
        let lost = (0..conversations * each).filter(|number| !seen.contains(&text(*number))).count();
        Ok((lost, repeated))
    }

    /// How many of a hundred texts the search does not find by their own word.
    async fn misses(&self, messages: usize) -> Result<usize, String> {
        let mut misses = 0;
        for number in (0..messages).step_by((messages / 100).max(1)) {
            let found = self.get(&format!("/api/search?q={}", own_word(number))).await?;
            misses += usize::from(found["messages"].as_array().map_or(0, Vec::len) != 1);
        }
        Ok(misses)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n  {} texts, {} of them now, in {:.1} s", self.messages, self.added, self.took.as_secs_f64())?;
        writeln!(f, "    {:<24} {:>14} {:>14}", "for each text", "requests", "items")?;
        for (operation, Counted { calls, items, .. }) in &self.tally {
            writeln!(f, "    {operation:<24} {:>14.2} {:>14.2}", per(*calls, self.added), per(*items, self.added))?;
        }
        writeln!(f, "    {:<24} {:>7} {:>7} {:>16}", "for each look", "p50 ms", "p95 ms", "items looked at")?;
        for look in &self.looks {
            let (p50, p95) = (look.p50.as_secs_f64() * 1e3, look.p95.as_secs_f64() * 1e3);
            writeln!(f, "    {:<24} {p50:>7.1} {p95:>7.1} {:>16.1}", look.name, look.items())?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {} lost, {} twice, {} of a hundred not found", self.lost, self.repeated, self.not_found)
    }
}
