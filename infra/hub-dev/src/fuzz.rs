//! `cargo dev fuzz`: the targets of `tests/fuzz`, for longer than `cargo dev test` runs them.

use crate::install::run;

/// Runs the targets whose names contain `target`, all of them if absent.
///
/// # Errors
/// A target that failed; it says the seed and the smallest input that it found.
pub fn fuzz(target: Option<&str>, runs: u64, seed: u64) -> Result<(), String> {
    let settings = [format!("HUB_FUZZ_RUNS={runs}"), format!("HUB_FUZZ_SEED={seed}")];
    let test = ["cargo", "test", "--quiet", "--package", "tests", "--test", "fuzz"];
    let arguments: Vec<&str> = settings.iter().map(String::as_str).chain(test).chain(target).collect();
    run(&crate::root(), "env", &arguments)
}
