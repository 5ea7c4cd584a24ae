//! Documents that name files and tests: each is there.

use std::collections::BTreeSet;

use crate::markdown::quoted;

/// The documents whose files are looked for.
const NAME_FILES: [&str; 1] = ["infra/ARCHITECTURE.md"];
/// The documents whose tests are looked for.
const NAME_TESTS: [&str; 4] = ["functions/ISOLATION.md", "infra/OPERATIONS.md", "infra/README.md", "infra/SECURITY.md"];
/// The folders that a path of the project begins with.
const FOLDERS: [&str; 5] = ["events/", "functions/", "infra/", "shared/", "tests/"];
/// Where the file of a test is: a test is named by it, as `file::test`, `folder::file::test`, or `file::` for all of its
/// tests.
const TESTS: [&str; 3] = ["tests/integration", "tests/e2e", "tests"];

/// Names of files and tests that are not there.
///
/// # Errors
/// The file system's.
pub fn findings() -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for document in NAME_FILES {
        let text = crate::read(document)?;
        findings.extend(
            missing_files(&text).into_iter().map(|path| format!("{document} names {path}, which is not there")),
        );
    }
    for document in NAME_TESTS {
        let text = crate::read(document)?;
        findings.extend(
            missing_tests(&text).into_iter().map(|test| format!("{document} names the test {test}, which is gone")),
        );
    }
    Ok(findings)
}

/// A path with a gap such as `functions/<area>` names no file.
fn missing_files(text: &str) -> BTreeSet<&str> {
    let paths = quoted(text)
        .filter(|path| FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.contains(['<', '{', '*', ' ']));
    paths.filter(|path| !crate::root().join(path).exists()).collect()
}

/// What begins with a capital is a type of AWS, such as `AWS::SQS::Queue`.
fn missing_tests(text: &str) -> BTreeSet<&str> {
    let tests = quoted(text).filter(|name| name.contains("::") && name.starts_with(char::is_lowercase));
    tests.filter(|test| !is_test(test)).collect()
}

fn is_test(name: &str) -> bool {
    let (place, test) = name.rsplit_once("::").unwrap_or_default();
    TESTS.iter().map(|folder| crate::root().join(folder).join(place.replace("::", "/"))).any(|place| {
        let source = std::fs::read_to_string(place.with_extension("rs")).unwrap_or_default();
        if test.is_empty() { !source.is_empty() || place.is_dir() } else { source.contains(&format!("fn {test}(")) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_is_named() {
        let text = "`infra/README.md`, `functions/<area>/x`, `POST /api`, `infra/gone.md`, `functions/README.md`";
        assert_eq!(missing_files(text), BTreeSet::from(["infra/gone.md"]));
    }

    #[test]
    fn a_test_that_is_gone_is_named() {
        let story = "access::a_ticket_opens_one_socket_once";
        for there in [story, "boot::declared::every_event_stands_in_the_table_above", "chaos::", "fuzz::", "AWS::SQS"] {
            assert_eq!(missing_tests(&format!("`{there}`")), BTreeSet::new(), "{there}");
        }
        for gone in ["access::a_ticket", "gone::a_test", "boot::gone::a_test", "gone::"] {
            assert_eq!(missing_tests(&format!("`{story}`, `{gone}`")), BTreeSet::from([gone]));
        }
    }

    #[test]
    fn the_projects_documents_name_what_is_there() {
        assert_eq!(findings().expect("the documents"), Vec::<String>::new());
    }
}
