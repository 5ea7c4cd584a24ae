//! Installing what is missing, building the page and running the test tiers.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// The folder of the page's source.
pub(crate) const WEB: &str = "functions/dashboard/web";
/// Set where a clean checkout is built once: what a step leaves behind makes room for the next one.
const SMALL_DISK: &str = "HUB_SMALL_DISK";
/// The stories of sends under faults, whose report is printed.
const CHAOS: &str = "chaos::";

/// Runs a program in a folder of the project and waits for it.
pub(crate) fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    println!("› {program} {}", arguments.join(" "));
    let status =
        Command::new(program).args(arguments).current_dir(folder).status().map_err(|e| format!("{program}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} {} failed", arguments.join(" "))) }
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

/// The time of the newest file below a folder.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?;
    entries
        .flatten()
        .filter_map(|entry| if entry.path().is_dir() { newest(&entry.path()) } else { changed(&entry.path()) })
        .max()
}

fn node_packages(web: &Path) -> Result<(), String> {
    let installed = changed(&web.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < changed(&web.join("package-lock.json")) {
        run(web, "npm", &["ci", "--no-fund", "--no-audit"])?;
    }
    Ok(())
}

/// Builds the web page if its source is newer than what was built.
///
/// # Errors
/// A sentence that names the command that failed.
pub fn page() -> Result<(), String> {
    let web = crate::root().join(WEB);
    let built = changed(&web.join("dist/index.html"));
    let sources = ["src", "public", "build"].iter().filter_map(|folder| newest(&web.join(folder)));
    let files =
        ["index.html", "package-lock.json", "vite.config.ts"].iter().filter_map(|file| changed(&web.join(file)));
    if built.is_some() && built >= sources.chain(files).max() {
        return Ok(());
    }
    node_packages(&web)?;
    run(&web, "npm", &["run", "build"])
}

/// The Python environment with a tier's requirements, made once and kept with the build's output.
pub(crate) fn python(name: &str, requirements: &Path) -> Result<std::path::PathBuf, String> {
    let folder = crate::root().join("target/venvs").join(name);
    let binary = folder.join("bin/python");
    let stamp = folder.join("installed");
    if changed(&stamp).is_none() || changed(&stamp) < changed(requirements) {
        let path = folder.to_string_lossy();
        run(&crate::root(), "python3", &["-m", "venv", &path])?;
        let requirements = requirements.to_string_lossy();
        run(&crate::root(), &binary.to_string_lossy(), &["-m", "pip", "install", "--quiet", "-r", &requirements])?;
        std::fs::write(&stamp, "").map_err(|e| format!("{}: {e}", stamp.display()))?;
    }
    Ok(binary)
}

/// Installs a Debian package if its program is missing.
fn debian(program: &str, package: &str) -> Result<(), String> {
    if Path::new(program).exists() {
        return Ok(());
    }
    run(&crate::root(), "apt-get", &["update", "-qq"])?;
    run(&crate::root(), "apt-get", &["install", "-y", "-qq", package])
}

/// The SAM CLI.
pub(crate) fn sam() -> Result<std::path::PathBuf, String> {
    let lint = python("lint", &crate::root().join("infra/lint/requirements.txt"))?;
    Ok(lint.with_file_name("sam"))
}

/// The Python environment with MiniStack.
pub(crate) fn ministack() -> Result<std::path::PathBuf, String> {
    python("ministack", &crate::root().join("tests/contract/ministack.txt"))
}

/// Installs what the tests need and runs every tier.
///
/// # Errors
/// The first step that failed.
pub fn run_tests() -> Result<(), String> {
    let root = crate::root();
    let web = root.join(WEB);
    page()?;
    node_packages(&web)?;
    crate::check::run()?;
    crate::audit::crates()?;
    run(&web, "npm", &["run", "check"])?;

    let lint = python("lint", &root.join("infra/lint/requirements.txt"))?;
    let lint_bin = lint.parent().map(|bin| bin.join("cfn-lint")).unwrap_or_default();
    run(&root, &lint.to_string_lossy(), &["-m", "unittest", "discover", "-s", "infra/lint", "-t", "infra/lint"])?;
    let templates = crate::template::files()?;
    let arguments: Vec<&str> = templates.iter().map(String::as_str).chain(["-a", "infra/lint/rules"]).collect();
    run(&root, &lint_bin.to_string_lossy(), &arguments)?;

    let sam = sam()?;
    run(&root, "env", &["SAM_CLI_TELEMETRY=0", &sam.to_string_lossy(), "validate", "--lint", "--region", "us-east-1"])?;

    let schemathesis = python("schemathesis", &root.join("tests/schemathesis/requirements.txt"))?;
    let carrier = python("carrier", &root.join("tests/python/requirements.txt"))?;
    let e2e = root.join("tests/browser");
    node_packages(&e2e)?;
    debian("/usr/bin/chromium", "chromium")?;
    let contract = root.join("tests/contract");
    node_packages(&contract)?;
    debian("/usr/bin/java", "openjdk-17-jre-headless")?;
    let ministack = ministack()?;
    let moto = python("moto", &contract.join("moto.txt"))?;
    let tiers: [&[&str]; 3] = [
        &["test", "--quiet", "--workspace", "--exclude", "tests"],
        &[
            "test",
            "--quiet",
            "--package",
            "tests",
            "--test",
            "integration",
            "--test",
            "contract",
            "--test",
            "fuzz",
            "--",
            "--skip",
            CHAOS,
        ],
        // One at a time: a browser, twenty Lambdas and a killed hub would wait for each other.
        &["test", "--quiet", "--package", "tests", "--test", "e2e", "--", "--test-threads=1"],
    ];
    let tools =
        [("HUB_PYTHON", carrier), ("HUB_MINISTACK", ministack), ("HUB_MOTO", moto), ("HUB_SCHEMATHESIS", schemathesis)]
            .map(|(variable, path)| format!("{variable}={}", path.display()));
    release_tiers(&root)?;
    run_chaos(&[])?;
    tiers.iter().try_for_each(|tier| {
        let arguments: Vec<&str> =
            tools.iter().map(String::as_str).chain(std::iter::once("cargo")).chain(tier.iter().copied()).collect();
        run(&root, "env", &arguments)
    })
}

/// Deploys the release binaries, makes the journeys there, and counts what their start costs.
fn release_tiers(root: &Path) -> Result<(), String> {
    crate::cloud::run_tests()?;
    debian("/usr/bin/valgrind", "valgrind")?;
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    run(root, &own.to_string_lossy(), &["bench", "--check"])?;
    if std::env::var_os(SMALL_DISK).is_some() {
        std::fs::remove_dir_all(root.join("target/lambda")).map_err(|e| format!("target/lambda: {e}"))?;
        run(root, "cargo", &["clean", "--quiet", "--release"])?;
    }
    Ok(())
}

/// Runs the sends under faults and prints their report.
///
/// # Errors
/// The run that failed, by its seed.
pub fn run_chaos(settings: &[(&str, u64)]) -> Result<(), String> {
    let settings: Vec<String> = settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let test = ["cargo", "test", "--quiet", "--package", "tests", "--test", "integration", CHAOS, "--", "--nocapture"];
    let arguments: Vec<&str> = settings.iter().map(String::as_str).chain(test).collect();
    run(&crate::root(), "env", &arguments)
}
