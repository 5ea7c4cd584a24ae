//! What must agree: template, routes, events, dependency direction, generated files, formatting and lints.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::template::Template;

/// Runs every check and says all that is wrong, not only the first.
///
/// # Errors
/// The findings, a line each.
pub fn run() -> Result<(), String> {
    let mut findings = Vec::new();
    findings.extend(names()?);
    findings.extend(events()?);
    findings.extend(dependencies()?);
    findings.extend(drift()?);
    findings.extend(webhook_path()?);
    findings.extend(crate::isolation::findings());
    findings.extend(crate::documents::findings()?);
    findings.extend(crate::operations::findings()?);
    for arguments in [
        &["fmt", "--all", "--check"][..],
        &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"],
    ] {
        println!("› cargo {}", arguments.join(" "));
        let status =
            Command::new("cargo").args(arguments).current_dir(crate::root()).status().map_err(|e| e.to_string())?;
        if !status.success() {
            findings.push(format!("cargo {} failed", arguments[0]));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(format!("{} findings\n{}", findings.len(), findings.join("\n"))) }
}

/// Binaries, routes and template functions are the same names.
///
/// # Errors
/// The template's.
pub fn names() -> Result<Vec<String>, String> {
    let template = Template::load()?;
    let deployed: BTreeSet<String> = template.functions.keys().cloned().collect();
    let routes: BTreeSet<String> = crate::functions::all().iter().map(|route| route.name.to_owned()).collect();
    let mut binaries = BTreeSet::new();
    for area in folders(&crate::root().join("functions"))? {
        for file in files(&area.join("src/bin"))? {
            binaries.insert(file.file_stem().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
    let mut findings = Vec::new();
    for name in deployed.union(&routes).chain(&binaries).collect::<BTreeSet<_>>() {
        for (place, names) in
            [("template.yaml", &deployed), ("an area's routes()", &routes), ("functions/*/src/bin", &binaries)]
        {
            if !names.contains(name) {
                findings.push(format!("{name} is missing in {place}"));
            }
        }
    }
    Ok(findings)
}

/// Every function has a sample event and every event a function.
///
/// # Errors
/// The file system's.
pub fn events() -> Result<Vec<String>, String> {
    let template = Template::load()?;
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for folder in folders(&crate::root().join("events"))? {
        for file in files(&folder)? {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let function = name.split('.').next().unwrap_or_default().to_owned();
            if !template.functions.contains_key(&function) {
                findings.push(format!("events/…/{name} is for no function"));
            }
            seen.insert(function);
        }
    }
    findings.extend(
        template
            .functions
            .keys()
            .filter(|name| !seen.contains(*name))
            .map(|name| format!("{name} has no sample event")),
    );
    Ok(findings)
}

/// Crates depend only in the direction that the architecture allows.
///
/// # Errors
/// The file system's.
pub fn dependencies() -> Result<Vec<String>, String> {
    let root = crate::root();
    let mut findings = Vec::new();
    let mut forbid = |manifest: &Path, forbidden: &[&str]| -> Result<(), String> {
        let text = std::fs::read_to_string(manifest).map_err(|e| format!("{}: {e}", manifest.display()))?;
        for line in text.lines() {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if forbidden.iter().any(|prefix| name.starts_with(prefix)) {
                let manifest = manifest.strip_prefix(&root).unwrap_or(manifest);
                findings.push(format!("{} must not depend on {name}", manifest.display()));
            }
        }
        Ok(())
    };
    let outside = ["aws-sdk", "reqwest", "lambda_", "hub-adapters", "hub-lambda", "hub-testkit", "axum"];
    forbid(&root.join("shared/hub-core/Cargo.toml"), &outside)?;
    forbid(&root.join("shared/hub-adapters/Cargo.toml"), &["hub-lambda", "lambda_", "hub-testkit"])?;
    forbid(&root.join("shared/hub-lambda/Cargo.toml"), &["aws-sdk", "reqwest", "hub-testkit"])?;
    forbid(&root.join("shared/hub-testkit/Cargo.toml"), &["hub-adapters", "hub-lambda"])?;
    for area in folders(&root.join("functions"))? {
        forbid(&area.join("Cargo.toml"), &["aws-sdk", "reqwest", "hub-adapters", "hub-testkit", "lambda_"])?;
    }
    Ok(findings)
}

/// A webhook's path never touches the numbering plans, whose first use costs about 60 ms of CPU.
///
/// # Errors
/// The file system's.
pub fn webhook_path() -> Result<Vec<String>, String> {
    let root = crate::root();
    let flows = root.join("shared/hub-core/src/flows");
    let mut sources = files(&root.join("functions/twilio-webhooks/src"))?;
    sources.extend(["receive_message.rs", "record_status.rs"].map(|file| flows.join(file)));
    let mut findings = Vec::new();
    for source in sources {
        let text = std::fs::read_to_string(&source).map_err(|e| format!("{}: {e}", source.display()))?;
        if text.contains("phone::") || text.contains("phonenumber") {
            let source = source.strip_prefix(&root).unwrap_or(&source);
            findings.push(format!("{} is on a webhook's path and must not parse numbers", source.display()));
        }
    }
    Ok(findings)
}

/// Generated files are what the generator makes now.
///
/// # Errors
/// The template's.
pub fn drift() -> Result<Vec<String>, String> {
    let stale = |(file, text): (std::path::PathBuf, String)| {
        let is_same = std::fs::read_to_string(&file).is_ok_and(|now| now == text);
        (!is_same).then(|| {
            format!("{} is stale: run cargo dev routes", file.file_name().unwrap_or_default().to_string_lossy())
        })
    };
    Ok(crate::describe::generated()?.into_iter().filter_map(stale).collect())
}

fn folders(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_file()).collect())
}

fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let read = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<_> = read.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
