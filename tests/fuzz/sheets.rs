//! Files of recipients: what stands in a cell is read as it stands there, and a broken file is a sentence.

use hub_core::audience::{PART_MAX_ROWS, read};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::edits::{edited, edits};
use crate::engine::holds;

const FILE: &str =
    "\u{feff}Full name,Phone,Next visit\n\"Lovelace, Ada\",(415) 555-0101,Monday\nBob,12,\"two\nlines\"\n";

#[test]
fn any_file_is_read_or_refused() {
    let near = edits().prop_map(|edits| edited(FILE, &edits));
    let file = prop_oneof![1 => any::<String>(), 2 => near, 2 => "phone[,;\t]\\PC{0,20}\n(\\PC{0,12}[,;\t\"]\\PC{0,9}\n?){0,9}"];
    let inputs = (file, proptest::option::of("\\PC{0,8}"), any::<u32>());
    holds(4_000, &inputs, |(file, column, first_line)| {
        let Ok(sheet) = read(&file, column.as_deref(), first_line) else { return Ok(()) };
        prop_assert!((1..=PART_MAX_ROWS).contains(&sheet.rows.len()));
        prop_assert!(sheet.columns.contains(&sheet.number_column));
        let mut before = first_line;
        for row in &sheet.rows {
            prop_assert!(row.line >= before, "line {} after {before}", row.line);
            before = row.line;
            prop_assert!(row.variables.keys().all(|name| sheet.columns.contains(name)));
            prop_assert!(row.variables.values().all(|value| !value.is_empty() && value.chars().count() <= 400));
        }
        Ok(())
    });
}

#[test]
fn what_a_spreadsheet_writes_is_read_as_it_stands_there() {
    let cell = || prop_oneof!["[ -~]{0,20}", "\\PC{0,20}", "[a-z,;\"\n\t]{0,12}"];
    let separator = proptest::sample::select(&[b',', b';', b'\t'][..]);
    holds(2_000, &(vec((cell(), cell()), 1..20), separator), |(rows, separator)| {
        let mut file = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        file.write_record(["phone", "note"]).expect("a header");
        for (number, note) in &rows {
            file.write_record([number, note]).expect("a row");
        }
        let file = String::from_utf8(file.into_inner().expect("a file")).expect("text");
        let wanted: Vec<_> = rows
            .iter()
            .map(|(number, note)| (number.trim().to_owned(), note.trim().to_owned()))
            .filter(|(number, note)| !number.is_empty() || !note.is_empty())
            .collect();
        match read(&file, None, 2) {
            Ok(sheet) => {
                let found: Vec<_> = sheet
                    .rows
                    .iter()
                    .map(|row| (row.number.clone(), row.variables.get("note").cloned().unwrap_or_default()))
                    .collect();
                prop_assert_eq!(found, wanted);
            }
            Err(error) => prop_assert!(wanted.is_empty(), "{error}"),
        }
        Ok(())
    });
}
