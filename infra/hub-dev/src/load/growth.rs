//! What a request costs at the table when little and when much is stored.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use super::copies::Pattern;
use super::figures::Times;
use super::look::per;
use super::rush::post_text;
use super::window::Person;
use crate::runner::{Counts, Options, Runner, Tally};

const PATIENCE: Duration = Duration::from_secs(600);
/// So many texts are written at once.
const BATCH: usize = 2_000;
/// So many texts has a customer.
const EACH: usize = 10;
/// The words of every copied text; one of them begins like the one that is looked for.
const WORDS: &str = "Hello, Friday?";

/// What one kind of request costs, with all that it sets off.
#[derive(Debug, Clone)]
pub struct Cost {
    /// What is asked.
    pub name: &'static str,
    /// Requests to the table, for one of it.
    pub calls: f64,
    /// Items in them or looked at, for one of it.
    pub items: f64,
    /// Units that they consume, for one of it.
    pub units: f64,
    /// How long the answers took.
    pub times: Times,
}

/// The costs at a size.
#[derive(Debug, Clone)]
pub struct Size {
    /// Texts that are stored.
    pub messages: usize,
    /// How long it took to write them.
    pub took: Duration,
    /// What is asked then.
    pub costs: Vec<Cost>,
}

/// A customer of the many; the area says that it is none of the others.
fn customer(number: usize) -> String {
    format!("+1212{:07}", 2_000_000 + number)
}

/// Fills a fresh hub with so many texts and asks it for the usual, each kind so many `times`.
///
/// # Errors
/// A sentence that says what failed.
pub async fn at_size(messages: usize, times: usize, data: Option<&Path>) -> Result<Size, String> {
    if let Some(data) = data.filter(|data| data.exists()) {
        std::fs::remove_dir_all(data).map_err(|e| format!("{}: {e}", data.display()))?;
    }
    let counts = Counts::default();
    let options = Options {
        immediate: true,
        no_sweeps: true,
        pace: Some(1_000.0),
        counts: Some(counts.clone()),
        data: data.map(Path::to_owned),
        ..Options::default()
    };
    let runner = Runner::start(options).await?;
    runner.settled(PATIENCE).await?;
    let began = Instant::now();
    fill(&runner, messages).await?;
    let took = began.elapsed();
    let person = Person::signs_in(runner.base_url()).await?;
    let costs = costs(&runner, &person, &counts, times).await?;
    Ok(Size { messages, took, costs })
}

async fn fill(runner: &Runner, messages: usize) -> Result<(), String> {
    let before = runner.items()?;
    let first = customer(0);
    let person = Person::signs_in(runner.base_url()).await?;
    post_text(&person, &first, "SM00000000000000000000000000first0", WORDS).await?;
    runner.settled(PATIENCE).await?;
    let pattern = Pattern::of(&first, &before, runner.items()?)?;
    let customers: Vec<String> = (1..=(messages / EACH).max(1)).map(customer).collect();
    let mut written = 0;
    while written < messages {
        let until = (written + BATCH).min(messages);
        runner.import(pattern.copies(written..until, (messages, &customers))?)?;
        written = until;
    }
    Ok(())
}

async fn costs(runner: &Runner, person: &Person, counts: &Counts, of: usize) -> Result<Vec<Cost>, String> {
    let threads = person.all_of("/api/conversations", "conversations", 1).await?;
    // The newest one is the pattern's, which has one text.
    let thread = threads.get(1).and_then(|thread| thread["id"].as_str()).ok_or("no conversation is stored")?;
    let timeline = format!("/api/conversations/{thread}/timeline");
    let mut costs = Vec::new();
    for name in
        ["text of a customer", "text of the team", "inbox", "thread", "search of a word of all", "search of two"]
    {
        let mut times = Vec::with_capacity(of);
        // Who was there first and who comes anew cost differently: all are there already.
        for turn in 0..2 * of {
            if turn == of {
                runner.settled(PATIENCE).await?;
                times.clear();
                drop(counts.take());
            }
            let (customer, began) = (customer(1 + turn % 5), Instant::now());
            match name {
                "text of a customer" => {
                    let sid = format!("SMffff{turn:028x}");
                    post_text(person, &customer, &sid, WORDS).await?;
                }
                "text of the team" => {
                    let request = json!({ "to": customer, "message": "See you on Friday" });
                    person.post("/api/messages/send", &request).await?;
                }
                "inbox" => drop(person.get("/api/conversations").await?),
                "thread" => drop(person.get(&timeline).await?),
                "search of a word of all" => drop(person.get("/api/search?q=friday").await?),
                _ => drop(person.get("/api/search?q=hello%20fri").await?),
            }
            times.push(began.elapsed());
            if !name.starts_with("text") {
                continue;
            }
            // One after the other, so that what follows a text is not shared with the next.
            runner.settled(PATIENCE).await?;
        }
        runner.settled(PATIENCE).await?;
        costs.push(cost(name, &counts.take(), times));
    }
    Ok(costs)
}

fn cost(name: &'static str, tally: &Tally, times: Vec<Duration>) -> Cost {
    let of = times.len();
    let sum = |count: fn(&crate::runner::Counted) -> u64| tally.values().map(count).sum::<u64>();
    Cost {
        name,
        calls: per(sum(|counted| counted.calls), of),
        items: per(sum(|counted| counted.items), of),
        units: per(sum(|counted| counted.half_units), 2 * of),
        times: Times::of(times),
    }
}
