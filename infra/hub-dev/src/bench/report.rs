//! The figures as a table for people: on the terminal and in `infra/PERFORMANCE.md`.

use std::fmt::Write;
use std::time::Duration;

use super::measure::{Cold, Figures};

/// The project's file that the figures are written to.
const FILE: &str = "infra/PERFORMANCE.md";
/// What lies before the figures in the file.
const BEFORE: &str = include_str!("performance.md");

fn ms(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

fn us(time: Duration) -> String {
    format!("{:.0}", time.as_secs_f64() * 1e6)
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files and memory")]
fn mb(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / (1024.0 * 1024.0))
}

fn ratio(time: Duration, base: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() / base.as_secs_f64().max(1e-9))
}

/// What one function took.
#[must_use]
pub fn figures(rows: &[Figures]) -> String {
    let columns = [
        "function",
        "first poll ms",
        "its CPU ms",
        "first event ms",
        "its CPU ms",
        "cold + first CPU ms",
        "p50 ms",
        "p99 ms",
        "CPU per event µs",
        "peak MB",
        "binary MB",
        "requests",
    ];
    let cells = rows.iter().map(|row| {
        vec![
            row.cold.name.clone(),
            ms(row.cold.to_poll.wall),
            ms(row.cold.to_poll.cpu),
            ms(row.first.wall),
            ms(row.first.cpu),
            ms(row.cold.to_poll.cpu + row.first.cpu),
            ms(row.p50),
            ms(row.p99),
            us(row.cpu),
            mb(row.peak_memory),
            mb(row.cold.size),
            row.requests.len().to_string(),
        ]
    });
    table(&columns, cells)
}

/// The same as multiples of the baseline, which is the first row.
#[must_use]
pub fn ratios(rows: &[Figures]) -> String {
    let Some((base, rows)) = rows.split_first() else { return String::new() };
    let columns = ["function", "first poll", "its CPU", "cold + first CPU", "p50", "CPU per event", "peak", "binary"];
    let bytes = |bytes: u64, base: u64| ratio(Duration::from_nanos(bytes), Duration::from_nanos(base));
    let cells = rows.iter().map(|row| {
        vec![
            row.cold.name.clone(),
            ratio(row.cold.to_poll.wall, base.cold.to_poll.wall),
            ratio(row.cold.to_poll.cpu, base.cold.to_poll.cpu),
            ratio(row.cold.to_poll.cpu + row.first.cpu, base.cold.to_poll.cpu + base.first.cpu),
            ratio(row.p50, base.p50),
            ratio(row.cpu, base.cpu),
            bytes(row.peak_memory, base.peak_memory),
            bytes(row.cold.size, base.cold.size),
        ]
    });
    table(&columns, cells)
}

/// What each function asks the outside world for.
fn requests(rows: &[Figures]) -> String {
    let asking = rows.iter().filter(|row| !row.requests.is_empty());
    let cells = asking.map(|row| vec![row.cold.name.clone(), row.requests.join(", ")]);
    table(&["function", "requests of an event, in their order"], cells)
}

/// Every function's cold start.
#[must_use]
pub fn colds(rows: &[Cold], base: &Cold) -> String {
    let columns = ["function", "first poll ms", "its CPU ms", "of the baseline's CPU", "binary MB"];
    let cells = rows.iter().map(|row| {
        let Cold { name, size, to_poll } = row;
        vec![name.clone(), ms(to_poll.wall), ms(to_poll.cpu), ratio(to_poll.cpu, base.to_poll.cpu), mb(*size)]
    });
    table(&columns, cells)
}

/// A table in Markdown whose columns stand below each other.
fn table(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let heading = columns.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let lines: Vec<Vec<String>> = std::iter::once(heading).chain(rows).collect();
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let _ = if column == 0 { write!(text, "| {cell:<width$} ") } else { write!(text, "| {cell:>width$} ") };
        }
        text.push_str("|\n");
        if number == 0 {
            for (column, width) in widths.iter().enumerate() {
                let dashes = "-".repeat(width + 1);
                let _ = if column == 0 { write!(text, "| {dashes}") } else { write!(text, "|{dashes}:") };
            }
            text.push_str("|\n");
        }
    }
    text
}

/// Writes the figures into the project's file.
///
/// # Errors
/// The file system's.
pub fn write(rows: &[Figures], all: &[Cold], runs: usize) -> Result<(), String> {
    let Some(base) = rows.first() else { return Err("there is no baseline".to_owned()) };
    let (machine, day) = (machine(), jiff::Zoned::now().date());
    let text = format!(
        "{BEFORE}\n## Figures\n\nOf {day}, on {machine}; {runs} warm events.\n\n{}\n\
         ## As multiples of the echo in the same run\n\n{}\n## What an event asks for\n\n{}\n\
         ## The cold start of every function\n\n{}",
        figures(rows),
        ratios(rows),
        requests(rows),
        colds(all, &base.cold),
    );
    let file = crate::root().join(FILE);
    std::fs::write(&file, text).map_err(|e| format!("{FILE}: {e}"))
}

/// The kind of CPU and how many there are.
fn machine() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let mut models = text.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = models.next().map_or("an unknown CPU", |(_, model)| model).to_owned();
    format!("{} × {model}", models.count() + 1)
}
