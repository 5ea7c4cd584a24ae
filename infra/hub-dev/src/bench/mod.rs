//! `cargo dev bench`: what each function costs as Lambda runs it, beside a bare `lambda_runtime` in the same run.

mod budget;
pub(crate) mod build;
mod environment;
mod measure;
mod outside;
mod process;
mod report;
mod sandbox;
mod seed;

use build::ECHO;
use measure::{Figures, Subject};

use crate::template::Template;

/// The functions that are measured wholly, and their events.
const REPRESENTATIVE: [(&str, &str); 8] = [
    ("twilio-inbound-message", "twilio/twilio-inbound-message.http-api.json"),
    ("messages-send", "http/messages-send.json"),
    ("send-outbound", "sqs/send-outbound.json"),
    ("publish-changes", "stream/publish-changes.message-inserted.json"),
    ("conversations-list", "http/conversations-list.json"),
    ("accounts-login", "http/accounts-login.json"),
    ("twilio-inbound-call", "twilio/twilio-inbound-call.http-api.json"),
    ("health", "http/health.json"),
];
/// What the baseline echoes.
const ECHOED: &str = "http/health.json";

/// What to do with the functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Measure time, CPU and memory.
    Measure {
        /// So many events after the first.
        runs: usize,
    },
    /// Count instructions and hold them against the budget.
    Check,
    /// Count instructions and make them the budget.
    Accept,
    /// Count instructions and tell where they go.
    Explain,
}

/// Runs a task for one representative function, or for all.
///
/// # Errors
/// A build or a function that failed, or counts above their budget.
pub async fn run(task: Task, only: Option<&str>) -> Result<(), String> {
    let chosen: Vec<(&str, &str)> =
        REPRESENTATIVE.into_iter().filter(|(name, _)| only.is_none_or(|only| only == *name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = REPRESENTATIVE.iter().map(|(name, _)| *name).collect();
        return Err(format!("--only takes one of {}", names.join(", ")));
    }
    let template = Template::load()?;
    let names: Vec<String> = chosen.iter().map(|(name, _)| (*name).to_owned()).collect();
    let is_whole = only.is_none() && matches!(task, Task::Measure { .. });
    build::release((!is_whole).then_some(&names))?;
    match task {
        Task::Measure { runs } => measure(&template, &chosen, runs.max(1), is_whole).await,
        task => count(&template, &names, task).await,
    }
}

async fn measure(template: &Template, chosen: &[(&str, &str)], runs: usize, is_whole: bool) -> Result<(), String> {
    let mut rows: Vec<Figures> = Vec::new();
    for (name, event) in std::iter::once((ECHO, ECHOED)).chain(chosen.iter().copied()) {
        println!("› {name}");
        rows.push(Subject::prepare(template, name, event).await?.measure(runs).await?);
    }
    println!("\n{}\n{}", report::figures(&rows), report::ratios(&rows));
    if !is_whole {
        return Ok(());
    }
    let mut all = Vec::new();
    for name in template.functions.keys() {
        all.push(measure::cold(template, name).await?);
    }
    println!("{}", report::colds(&all, &rows[0].cold));
    report::write(&rows, &all, runs)
}

async fn count(template: &Template, names: &[String], task: Task) -> Result<(), String> {
    let mut counts = budget::Counts::new();
    for name in std::iter::once(ECHO).chain(names.iter().map(String::as_str)) {
        let (count, _) = budget::profile(template, name, &build::binary(name)).await?;
        println!("{name:<28} {count:>12} instructions to the first poll");
        counts.insert(name.to_owned(), count);
    }
    match task {
        Task::Accept => budget::accept(&counts),
        Task::Explain => explain(template, counts.keys()).await,
        _ => check(template, &counts).await,
    }
}

async fn check(template: &Template, counts: &budget::Counts) -> Result<(), String> {
    let budgets = budget::read()?;
    let mut exceeded = Vec::new();
    for (name, count) in counts {
        let Some(budget) = budgets.get(name) else {
            return Err(format!("{name} has no budget: run cargo dev bench --accept --only {name}"));
        };
        let excess = budget::excess(*count, *budget);
        println!("{name:<28} {:>+7}.{} % of its budget", excess / 10, excess.abs() % 10);
        if budget::is_exceeded(*count, *budget) {
            exceeded.push(name);
        }
    }
    explain(template, exceeded.iter().copied()).await?;
    if exceeded.is_empty() { Ok(()) } else { Err(format!("{} functions start with too much work", exceeded.len())) }
}

/// Tells where the instructions of functions go.
async fn explain(template: &Template, names: impl Iterator<Item = &String>) -> Result<(), String> {
    for name in names {
        let (_, profile) = budget::profile(template, name, &build::with_symbols(name)?).await?;
        println!("\n{name} spends its instructions in\n{}", budget::explained(&profile)?);
    }
    Ok(())
}
