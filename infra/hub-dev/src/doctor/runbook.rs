//! The runbook of infra/README.md: what to do at each alarm.

use std::collections::BTreeMap;

use crate::markdown::{rows, section};

/// The file and the heading that its table stands under.
const FILE: &str = "infra/README.md";
const HEADING: &str = "Runbook";

/// What is to be done, by alarm.
pub struct Runbook(BTreeMap<String, String>);

impl Runbook {
    /// Reads it.
    ///
    /// # Errors
    /// The file system's.
    pub fn read() -> Result<Self, String> {
        Ok(Self::of(&crate::read(FILE)?))
    }

    fn of(text: &str) -> Self {
        let row = |cells: Vec<&str>| {
            let seen = cells.first()?.strip_prefix('`')?.strip_suffix('`')?;
            Some((seen.to_owned(), (*cells.get(2)?).to_owned()))
        };
        Self(rows(section(text, HEADING)).filter_map(row).collect())
    }

    /// The alarms that it knows.
    pub fn alarms(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What to do at an alarm.
    #[must_use]
    pub fn fix(&self, alarm: &str) -> String {
        self.0.get(alarm).cloned().unwrap_or_else(|| format!("{FILE}, \"{HEADING}\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_to_do() {
        let text = "## Runbook\n\n| seen | means | do |\n|---|---|---|\n| `SweepFailuresVisible` | ticks failed | read `sweep` |\n| a number | x | y |\n\n## Cost\n| `No` | a | b |\n";
        let runbook = Runbook::of(text);
        assert_eq!(runbook.alarms().collect::<Vec<_>>(), ["SweepFailuresVisible"]);
        assert_eq!(runbook.fix("SweepFailuresVisible"), "read `sweep`");
        assert!(runbook.fix("Other").contains("infra/README.md"));
    }
}
