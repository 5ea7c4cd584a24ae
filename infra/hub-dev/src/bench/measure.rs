//! One function's figures.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;

use super::outside::Outside;
use super::sandbox::{Program, Sandbox};
use super::{build, environment, seed};
use crate::runner::Store;
use crate::template::Template;

/// Each cold start is made so often; the median counts.
const COLD_STARTS: usize = 11;
/// So many events come before the measured ones.
const WARM_UP: usize = 20;

/// Time and CPU of one step.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    /// By the clock.
    pub wall: Duration,
    /// On a CPU, user and system.
    pub cpu: Duration,
}

/// What a process costs until it asks for its first event.
#[derive(Debug, Clone, Default)]
pub struct Cold {
    /// The function's name.
    pub name: String,
    /// The size of its binary, in bytes.
    pub size: u64,
    /// From the start of the process to its first poll.
    pub to_poll: Spent,
}

/// What a function costs.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Until the first poll.
    pub cold: Cold,
    /// The first event, until the process polls again.
    pub first: Spent,
    /// Half of the later events were answered within this time.
    pub p50: Duration,
    /// 99 of 100 were.
    pub p99: Duration,
    /// The CPU time of a later event.
    pub cpu: Duration,
    /// The most memory at any time, in bytes.
    pub peak_memory: u64,
    /// What an event asks the outside world for, in this order.
    pub requests: Vec<String>,
}

/// A function with its event over its own outside world.
pub struct Subject {
    name: String,
    event: String,
    environment: BTreeMap<String, String>,
    outside: Outside,
    _tasks: JoinSet<()>,
}

impl Subject {
    /// Prepares a function: fills its table, lets it handle its event once and keeps what the world answered.
    ///
    /// # Errors
    /// A function that does not handle its event well.
    pub async fn prepare(template: &Template, name: &str, event: &str) -> Result<Self, String> {
        let mut tasks = JoinSet::new();
        let store = Store::open(template, environment::TABLE, None)?.serve(&mut tasks).await?;
        let (outside, url) = Outside::serve(&store, &mut tasks).await?;
        seed::fill(&url).await?;
        let environment = match name {
            build::ECHO => environment::of_lambda(name, &url),
            name => environment::of_function(template, name, &url)?,
        };
        let file = crate::root().join("events").join(event);
        let event = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let subject = Self { name: name.to_owned(), event, environment, outside, _tasks: tasks };
        subject.outside.record();
        let mut sandbox = subject.start().await?;
        let poll = sandbox.polled().await?;
        subject.checked(&sandbox.invoke(poll, &subject.event).await?.1)?;
        Ok(subject)
    }

    async fn start(&self) -> Result<Sandbox, String> {
        start(&self.name, &self.environment).await
    }

    fn checked(&self, answer: &Value) -> Result<(), String> {
        let is_good = match (&answer["statusCode"], &answer["batchItemFailures"]) {
            (Value::Number(status), _) => status.as_u64().is_some_and(|status| status < 300),
            (_, Value::Array(failures)) => failures.is_empty(),
            _ => self.name == build::ECHO,
        };
        if is_good { Ok(()) } else { Err(format!("{} answered its event with {answer}", self.name)) }
    }

    /// Measures cold starts and then `runs` events in one process.
    ///
    /// # Errors
    /// A function that fails.
    pub async fn measure(&self, runs: usize) -> Result<Figures, String> {
        let (mut to_poll, mut first) = (Vec::new(), Vec::new());
        for _ in 0..COLD_STARTS {
            let mut sandbox = self.start().await?;
            let (spent, invoked) = self.first(&mut sandbox).await?;
            to_poll.push(spent);
            first.push(invoked);
        }
        let mut sandbox = self.start().await?;
        self.first(&mut sandbox).await?;
        for _ in 0..WARM_UP {
            self.again(&mut sandbox).await?;
        }
        let before = sandbox.cpu().await?;
        let mut times = Vec::with_capacity(runs);
        for _ in 0..runs {
            times.push(self.again(&mut sandbox).await?);
        }
        let cpu = sandbox.cpu().await?.saturating_sub(before) / u32::try_from(runs.max(1)).unwrap_or(u32::MAX);
        times.sort();
        let at = |percent: usize| times.get((runs * percent / 100).min(runs.saturating_sub(1))).copied();
        let cold = Cold { name: self.name.clone(), size: size(&self.name)?, to_poll: median(&to_poll) };
        Ok(Figures {
            cold,
            first: median(&first),
            p50: at(50).unwrap_or_default(),
            p99: at(99).unwrap_or_default(),
            cpu,
            peak_memory: sandbox.peak_memory()?,
            requests: self.outside.requests(),
        })
    }

    /// The start and the first event of a process.
    async fn first(&self, sandbox: &mut Sandbox) -> Result<(Spent, Spent), String> {
        self.outside.rewind();
        let poll = sandbox.polled().await?;
        let to_poll = Spent { wall: poll.at.duration_since(sandbox.started), cpu: sandbox.cpu().await? };
        let (wall, answer) = sandbox.invoke(poll, &self.event).await?;
        self.checked(&answer)?;
        Ok((to_poll, Spent { wall, cpu: sandbox.cpu().await?.saturating_sub(to_poll.cpu) }))
    }

    async fn again(&self, sandbox: &mut Sandbox) -> Result<Duration, String> {
        self.outside.rewind();
        let poll = sandbox.polled().await?;
        let (time, answer) = sandbox.invoke(poll, &self.event).await?;
        self.checked(&answer)?;
        Ok(time)
    }
}

async fn start(name: &str, environment: &BTreeMap<String, String>) -> Result<Sandbox, String> {
    let log = build::folder()?.join(format!("{name}.log"));
    Sandbox::start(&Program { path: &build::binary(name), arguments: &[], environment, log }).await
}

/// Measures only the cold start of a function.
///
/// # Errors
/// A function that does not start.
pub async fn cold(template: &Template, name: &str) -> Result<Cold, String> {
    // Nothing is asked before the first event, so nobody needs to answer.
    let environment = environment::of_function(template, name, "http://127.0.0.1:9")?;
    let mut spent = Vec::new();
    for _ in 0..COLD_STARTS {
        let mut sandbox = start(name, &environment).await?;
        let poll = sandbox.polled().await?;
        spent.push(Spent { wall: poll.at.duration_since(sandbox.started), cpu: sandbox.cpu().await? });
    }
    Ok(Cold { name: name.to_owned(), size: size(name)?, to_poll: median(&spent) })
}

fn size(name: &str) -> Result<u64, String> {
    let file = build::binary(name);
    Ok(std::fs::metadata(&file).map_err(|e| format!("{}: {e}", file.display()))?.len())
}

fn median(spent: &[Spent]) -> Spent {
    let middle = |part: fn(&Spent) -> Duration| {
        let mut times: Vec<_> = spent.iter().map(part).collect();
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    Spent { wall: middle(|spent| spent.wall), cpu: middle(|spent| spent.cpu) }
}
