//! The engineer's side of the hub: the local runner and the checks, as a library that the tests use too.

pub mod audit;
pub mod bench;
pub mod check;
pub mod cloud;
pub mod describe;
pub mod doctor;
pub mod documents;
pub mod functions;
pub mod fuzz;
pub mod install;
pub mod isolation;
pub mod leave;
pub mod load;
pub mod markdown;
pub mod operations;
pub mod replay;
pub mod reseal;
pub mod runner;
pub mod seed;
pub mod subscriptions;
pub mod template;
pub mod verify_consent;

/// The project's folder.
#[must_use]
pub fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The text of a file of the project.
///
/// # Errors
/// The file system's.
pub(crate) fn read(file: &str) -> Result<String, String> {
    std::fs::read_to_string(root().join(file)).map_err(|e| format!("{file}: {e}"))
}
