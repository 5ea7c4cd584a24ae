//! Release binaries, built as for a deployment.

use std::path::PathBuf;
use std::process::Command;

const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// The baseline's name.
pub const ECHO: &str = "echo";

fn cargo(arguments: &[&str]) -> Result<(), String> {
    println!("› cargo {}", arguments.join(" "));
    let status = Command::new("cargo").args(arguments).current_dir(crate::root()).status();
    if status.map_err(|e| format!("cargo: {e}"))?.success() {
        Ok(())
    } else {
        Err(format!("cargo {} failed", arguments.join(" ")))
    }
}

/// Builds the baseline and these functions, or all.
///
/// # Errors
/// A build that failed.
pub fn release(functions: Option<&[String]>) -> Result<(), String> {
    release_functions(functions)?;
    cargo(&["build", "--quiet", "--release", "--package", ECHO])
}

/// Builds these functions, or all.
///
/// # Errors
/// A build that failed.
pub fn release_functions(functions: Option<&[String]>) -> Result<(), String> {
    // The functions alone, so that no feature comes in that a deployment would not have.
    let mut arguments = vec!["build", "--quiet", "--release"];
    for name in functions.into_iter().flatten() {
        arguments.extend(["--bin", name]);
    }
    cargo(&arguments)
}

/// The release binary of a function.
#[must_use]
pub fn binary(name: &str) -> PathBuf {
    crate::root().join("target").join(TRIPLE).join("release").join(name)
}

/// The same binary with its symbols, so that a profile can name its functions.
///
/// # Errors
/// A build that failed.
pub fn with_symbols(name: &str) -> Result<PathBuf, String> {
    let package = if name == ECHO { ECHO.to_owned() } else { area_of(name)? };
    let link = ["rustc", "--quiet", "--release", "--package", &package, "--bin", name, "--", "-C", "strip=none"];
    cargo(&link)?;
    let kept = folder()?.join(format!("{name}.symbols"));
    std::fs::copy(binary(name), &kept).map_err(|e| format!("{}: {e}", kept.display()))?;
    Ok(kept)
}

/// The package of a function.
fn area_of(name: &str) -> Result<String, String> {
    let areas = std::fs::read_dir(crate::root().join("functions")).map_err(|e| e.to_string())?;
    let mut areas = areas.flatten().filter(|area| area.path().join(format!("src/bin/{name}.rs")).exists());
    let area = areas.next().ok_or_else(|| format!("there is no function {name}"))?;
    Ok(area.file_name().to_string_lossy().into_owned())
}

/// Where logs and profiles go.
///
/// # Errors
/// The file system's.
pub fn folder() -> Result<PathBuf, String> {
    let folder = crate::root().join("target/bench");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder)
}
