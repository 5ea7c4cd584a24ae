//! Who a campaign goes to: rows of a file, or customers of the inbox.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::conversation::ConversationState;

/// A part of a file has at most so many bytes; API Gateway and Lambda take no body over 6 MB.
pub const PART_MAX_BYTES: usize = 256 * 1024;
/// A part of a file has at most so many rows, so that a request ends in time.
pub const PART_MAX_ROWS: usize = 1_000;
/// Names under which files have a number, the surest first.
const NUMBER_COLUMNS: [&str; 9] =
    ["number", "phone", "phone_number", "mobile", "mobile_number", "cell", "telephone", "tel", "to"];
const NAME_COLUMNS: [&str; 3] = ["name", "full_name", "contact_name"];
/// The longest value of a variable, in characters.
const VALUE_MAX_CHARACTERS: usize = 400;

/// Which customers of the inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AudienceFilter {
    /// Only customers with a name.
    #[serde(default)]
    pub named_only: bool,
    /// Only those who wrote to, or were written from, this number of ours.
    #[serde(default)]
    pub our_number: Option<Address>,
    /// Only those who wrote within so many days.
    #[serde(default)]
    pub wrote_within_days: Option<u32>,
    /// Open or done conversations.
    #[serde(default)]
    pub state: ConversationState,
}

/// A customer of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The number.
    pub address: Address,
    /// The name that the team gave.
    pub name: Option<String>,
    /// When they last wrote.
    pub last_inbound_at: Option<Timestamp>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which it begins.
    pub line: u32,
    /// What stands in the column of numbers.
    pub number: String,
    /// The name.
    pub name: Option<String>,
    /// The other columns.
    pub variables: BTreeMap<String, String>,
}

/// A file, or a part of one with its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The columns as variables are named.
    pub columns: Vec<String>,
    /// The column that the numbers are in.
    pub number_column: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// A row is broken.
    #[error("Line {line} of the file cannot be read: {reason}.")]
    Broken {
        /// The line.
        line: u64,
        /// Why.
        reason: String,
    },
    /// There is no column of numbers.
    #[error("Which column has the phone numbers? The file has {}.", .0.join(", "))]
    NoNumbers(Vec<String>),
    /// The file is empty.
    #[error("The file has no rows.")]
    Empty,
    /// The part is too big.
    #[error("A part of a file has at most 1,000 rows and 256 KB.")]
    TooBig,
}

/// A column's title as a variable is named: `First name` is `first_name`.
fn variable_name(title: &str) -> String {
    let words = title.trim().trim_start_matches('\u{feff}').to_lowercase();
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("_").chars().take(40).collect()
}

/// Reads a part of a file that begins with its header. The first row after the header is on `first_line`.
///
/// # Errors
/// [`SheetError`].
pub fn read(csv: &str, number_column: Option<&str>, first_line: u32) -> Result<Sheet, SheetError> {
    if csv.len() > PART_MAX_BYTES {
        return Err(SheetError::TooBig);
    }
    let separator = separator(csv);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(csv.as_bytes());
    let broken = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        SheetError::Broken { line: line + u64::from(first_line.saturating_sub(2)), reason: error.to_string() }
    };
    let header = reader.headers().map_err(broken)?;
    let columns: Vec<String> = header.iter().map(variable_name).collect();
    let position = |names: &[&str]| names.iter().find_map(|name| columns.iter().position(|column| column == name));
    let wanted = number_column.map(variable_name);
    let found = match &wanted {
        Some(wanted) => position(&[wanted.as_str()]),
        None => position(&NUMBER_COLUMNS),
    };
    let number_at = found.ok_or_else(|| SheetError::NoNumbers(columns.clone()))?;
    let name_at = position(&NAME_COLUMNS);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if rows.len() == PART_MAX_ROWS {
            return Err(SheetError::TooBig);
        }
        let line = record.position().map_or(2, csv::Position::line).saturating_sub(2);
        let value = |at: usize| record.get(at).unwrap_or_default().trim().chars().take(VALUE_MAX_CHARACTERS);
        let others = (0..columns.len()).filter(|at| *at != number_at && !columns[*at].is_empty());
        let variables = others.map(|at| (columns[at].clone(), value(at).collect::<String>()));
        rows.push(Row {
            line: first_line.saturating_add(u32::try_from(line).unwrap_or(u32::MAX)),
            number: value(number_at).collect(),
            name: name_at.map(|at| value(at).collect()).filter(|name: &String| !name.is_empty()),
            variables: variables.filter(|(_, value)| !value.is_empty()).collect(),
        });
    }
    if rows.is_empty() {
        return Err(SheetError::Empty);
    }
    Ok(Sheet { number_column: columns[number_at].clone(), columns, rows })
}

/// Spreadsheets in some countries write semicolons, and copied cells have tabs.
fn separator(csv: &str) -> u8 {
    let header = csv.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_by_its_header() {
        let sheet = read(
            "\u{feff}Full name,Phone,Next visit\n\"Lovelace, Ada\",(415) 555-0101,Monday\n\n,,\nBob,12,\"two\nlines\"\nCy,1,x\n",
            None,
            2,
        )
        .expect("a sheet");
        assert_eq!(sheet.columns, ["full_name", "phone", "next_visit"]);
        let rows: Vec<_> = sheet.rows.iter().map(|row| (row.line, row.number.as_str(), row.name.as_deref())).collect();
        let expected = [(2, "(415) 555-0101", Some("Lovelace, Ada")), (5, "12", Some("Bob")), (7, "1", Some("Cy"))];
        assert_eq!(rows, expected);
        assert_eq!(sheet.rows[1].variables["next_visit"], "two\nlines");
    }

    #[test]
    fn other_separators_and_chosen_columns() {
        let sheet = read("Kunde;Handy\nAda;+14155550101", Some("Handy"), 1002).expect("a sheet");
        assert_eq!((sheet.rows[0].line, sheet.rows[0].number.as_str()), (1002, "+14155550101"));
        assert_eq!(
            read("Kunde;Handy\nAda;1", None, 2),
            Err(SheetError::NoNumbers(vec!["kunde".to_owned(), "handy".to_owned()]))
        );
        assert_eq!(read("phone\n\n", None, 2), Err(SheetError::Empty));
        let long: String = std::iter::once("phone\n".to_owned()).chain((0..1_001).map(|n| format!("{n}\n"))).collect();
        assert_eq!(read(&long, None, 2), Err(SheetError::TooBig));
    }
}
