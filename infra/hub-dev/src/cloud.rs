//! `cargo dev cloud-test`: a true deployment of template.yaml, and the journeys of the hub's users at it.

use std::path::Path;

use crate::install::{self, run};
use crate::{bench, root, template::Template};

/// Where the deployment's files go, below the project's folder.
const FOLDER: &str = "target/cloud";

/// Builds the release binaries, collects them as for a deployment and runs the tests that deploy them to MiniStack.
///
/// # Errors
/// The first step that failed.
pub fn run_tests() -> Result<(), String> {
    let root = root();
    install::page()?;
    let sam = install::sam()?;
    let ministack = install::ministack()?;
    bench::build::release_functions(None)?;
    collect(&root)?;
    let built = root.join(FOLDER).join("build");
    let (sam, built) = (sam.to_string_lossy().into_owned(), built.to_string_lossy().into_owned());
    run(&root, "env", &["SAM_CLI_TELEMETRY=0", &sam, "build", "--build-dir", &built, "--region", "us-east-1"])?;
    let tools =
        [format!("HUB_SAM={sam}"), format!("HUB_BUILT={built}"), format!("HUB_MINISTACK={}", ministack.display())];
    let test = ["cargo", "test", "--quiet", "--package", "tests", "--test", "deployed", "--", "--nocapture"];
    let arguments: Vec<&str> = tools.iter().map(String::as_str).chain(test).collect();
    run(&root, "env", &arguments)?;
    // Two gigabytes that nobody asks for again.
    std::fs::remove_dir_all(root.join(FOLDER).join("build")).map_err(|e| format!("{FOLDER}/build: {e}"))
}

/// Puts each binary where `sam build` looks for it, as `cargo lambda build` does.
fn collect(root: &Path) -> Result<(), String> {
    for function in Template::load()?.functions.keys() {
        let folder = root.join("target/lambda").join(function);
        let bootstrap = folder.join("bootstrap");
        let said = |error: std::io::Error| format!("{}: {error}", bootstrap.display());
        std::fs::create_dir_all(&folder).map_err(said)?;
        if bootstrap.exists() {
            std::fs::remove_file(&bootstrap).map_err(said)?;
        }
        std::fs::hard_link(bench::build::binary(function), &bootstrap).map_err(said)?;
    }
    Ok(())
}
