//! Documents that name files: each file is there.

use std::path::Path;

/// The documents.
const DOCUMENTS: [&str; 1] = ["infra/ARCHITECTURE.md"];
/// The folders that a path of the project begins with.
const FOLDERS: [&str; 5] = ["events/", "functions/", "infra/", "shared/", "tests/"];

/// The paths that a text names in backticks; a path with a gap such as `functions/<area>` names no file.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|path| FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.contains(['<', '{', '*', ' ']))
}

/// Names of files that are not there.
///
/// # Errors
/// The file system's.
pub fn findings() -> Result<Vec<String>, String> {
    let root = crate::root();
    let mut findings = Vec::new();
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(root.join(document)).map_err(|e| format!("{document}: {e}"))?;
        findings.extend(missing(&root, &text).map(|path| format!("{document} names {path}, which is not there")));
    }
    Ok(findings)
}

fn missing<'a>(root: &Path, text: &'a str) -> impl Iterator<Item = &'a str> {
    paths(text).filter(move |path| !root.join(path).exists())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_file_that_is_gone_is_named() {
        let text = "`infra/README.md`, `functions/<area>/x`, `POST /api`, `infra/gone.md`, `functions/README.md`";
        assert_eq!(super::missing(&crate::root(), text).collect::<Vec<_>>(), ["infra/gone.md"]);
    }
}
