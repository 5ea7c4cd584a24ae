//! Instructions until the first poll, counted by callgrind and held against a budget. No time is measured.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::sandbox::{Program, Sandbox};
use super::{build, environment};
use crate::template::Template;

/// The project's file of budgets.
const FILE: &str = "infra/bench-budget.yaml";
/// A count may be so many parts of a hundred above its budget.
const TOLERANCE: u64 = 5;
/// So many functions of a profile are told.
const TOP: usize = 15;

/// Instructions by function.
pub type Counts = BTreeMap<String, u64>;

/// A function's profile until it asks for its first event: the count, and the file that holds the profile.
///
/// # Errors
/// A function that does not start, or no valgrind.
pub async fn profile(template: &Template, name: &str, binary: &Path) -> Result<(u64, PathBuf), String> {
    let folder = build::folder()?;
    let profile = folder.join(format!("{name}.callgrind"));
    let outside = "http://127.0.0.1:9";
    let mut environment = match name {
        build::ECHO => environment::of_lambda(name, outside),
        name => environment::of_function(template, name, outside)?,
    };
    environment.insert("PATH".to_owned(), "/usr/bin:/bin".to_owned());
    let arguments = [
        "--tool=callgrind".to_owned(),
        format!("--callgrind-out-file={}", profile.display()),
        binary.to_string_lossy().into_owned(),
    ];
    let log = folder.join(format!("{name}.valgrind.log"));
    let path = Path::new("valgrind");
    let mut sandbox = Sandbox::start(&Program { path, arguments: &arguments, environment: &environment, log }).await?;
    let _poll = sandbox.polled().await?;
    sandbox.terminate().await?;
    let text = std::fs::read_to_string(&profile).map_err(|e| format!("{}: {e}", profile.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    let count = total.and_then(|total| total.trim().parse().ok());
    Ok((count.ok_or_else(|| format!("{} holds no count", profile.display()))?, profile))
}

/// The functions that dominate a profile.
///
/// # Errors
/// No valgrind.
pub fn explained(profile: &Path) -> Result<String, String> {
    let output = Command::new("callgrind_annotate").arg(profile).output();
    let output = output.map_err(|e| format!("callgrind_annotate: {e}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = text.lines().skip_while(|line| !line.contains("PROGRAM TOTALS")).skip(1);
    let functions = lines.filter(|line| line.contains('%')).take(TOP).map(|line| {
        let line = line.replace("???:", "");
        format!("    {}\n", line.split(" [/").next().unwrap_or_default().trim())
    });
    Ok(functions.collect())
}

/// The budgets.
///
/// # Errors
/// A file that is not there or not valid.
pub fn read() -> Result<Counts, String> {
    let text = crate::read(FILE)?;
    serde_yaml_ng::from_str(&text).map_err(|e| format!("{FILE}: {e}"))
}

/// Makes the present counts the budgets; those of functions that were not counted stay.
///
/// # Errors
/// The file system's.
pub fn accept(counts: &Counts) -> Result<(), String> {
    let mut budgets = read().unwrap_or_default();
    budgets.extend(counts.clone());
    let lines: String = budgets.iter().map(|(name, count)| format!("{name}: {count}\n")).collect();
    let text = format!(
        "# Instructions from the start of a function's process to its first poll.\n\
         # `cargo dev bench --check` fails {TOLERANCE} % above; `cargo dev bench --accept` writes the present counts.\n{lines}"
    );
    std::fs::write(crate::root().join(FILE), text).map_err(|e| format!("{FILE}: {e}"))
}

/// How far a count is above its budget, in parts of a thousand; negative below.
#[must_use]
pub fn excess(count: u64, budget: u64) -> i64 {
    let (count, budget) = (i128::from(count), i128::from(budget.max(1)));
    i64::try_from((count - budget) * 1000 / budget).unwrap_or(i64::MAX)
}

/// Whether a count is too far above its budget.
#[must_use]
pub fn is_exceeded(count: u64, budget: u64) -> bool {
    u128::from(count) * 100 > u128::from(budget) * u128::from(100 + TOLERANCE)
}

#[cfg(test)]
mod tests {
    use super::{excess, is_exceeded};

    #[test]
    fn a_budget_bears_five_parts_of_a_hundred() {
        assert!(!is_exceeded(105, 100));
        assert!(is_exceeded(106, 100));
        assert!(!is_exceeded(10, 100));
        assert!(is_exceeded(1, 0));
    }

    #[test]
    fn the_excess_is_told_in_parts_of_a_thousand() {
        assert_eq!(excess(1063, 1000), 63);
        assert_eq!(excess(900, 1000), -100);
    }
}
