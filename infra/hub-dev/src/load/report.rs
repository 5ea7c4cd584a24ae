//! `infra/LOAD.md`, made of what was measured.

use std::fmt::Write;
use std::time::Duration;

use super::figures::Times;
use super::growth::Size;
use super::rush::Outcomes;

fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1e3;
    if millis < 10.0 { format!("{millis:.1}") } else { format!("{millis:.0}") }
}

fn percentiles(times: &Times) -> String {
    [500, 900, 990, 999, 1_000].map(|per_mille| millis(times.at(per_mille))).join(" | ")
}

/// The lines of a stage in the table of the ramp: texts of customers, and texts of the team.
#[must_use]
pub fn stage_lines(stage: &Outcomes) -> String {
    let name = format!("{} | {}", stage.pace.rate, stage.pace.requests);
    let taken = format!("{} | {} | {}", stage.taken, stage.refused, stage.broken);
    let drained = format!("{:.1}", stage.drained.as_secs_f64());
    let [customers, team] = &stage.times;
    format!(
        "| {name} | {taken} | customers' | {} | {drained} |\n| | | | | | team's | {} | |\n",
        percentiles(customers),
        percentiles(team)
    )
}

/// The lines of a size in the table of the costs.
#[must_use]
pub fn size_lines(size: &Size) -> String {
    size.costs.iter().fold(String::new(), |mut lines, cost| {
        let (p50, p99) = (millis(cost.times.at(500)), millis(cost.times.at(990)));
        let _ = writeln!(
            lines,
            "| {} | {} | {:.1} | {:.1} | {:.1} | {p50} | {p99} |",
            cost.name, size.messages, cost.calls, cost.items, cost.units
        );
        lines
    })
}

/// The file: `load.md` with its gaps filled.
#[must_use]
pub fn page(stages: &[Outcomes], sizes: &[Size]) -> String {
    let ramp: String = stages.iter().map(stage_lines).collect();
    let held = stages.iter().filter(|stage| stage.is_held()).map(|stage| stage.pace.rate).max().unwrap_or_default();
    let mut costs = String::new();
    let kinds = sizes.first().map_or(0, |size| size.costs.len());
    for kind in 0..kinds {
        for size in sizes {
            let only = Size { costs: size.costs[kind..=kind].to_vec(), ..size.clone() };
            costs.push_str(&size_lines(&only));
        }
    }
    let build = if cfg!(debug_assertions) { "a debug build" } else { "a release build" };
    include_str!("load.md")
        .replace("{build}", build)
        .replace("{cores}", &std::thread::available_parallelism().map_or(1, usize::from).to_string())
        .replace("{held}", &held.to_string())
        .replace("{ramp}", ramp.trim_end())
        .replace("{costs}", costs.trim_end())
}
