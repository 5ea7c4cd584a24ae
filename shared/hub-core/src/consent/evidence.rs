//! The evidence of a contact's consent: an export that anybody can check without the hub.
//!
//! JSON or CSV, with the same lines. Each chain is closed by a line that names its last number and hash, so that a
//! missing end shows. The same marks stand in the audit, which the export writes to.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ConsentEntry, Fields, Head, NO_HASH, fields, hash};
use crate::address::Address;
use crate::channel::ChannelClass;
use crate::ids::TenantId;

/// The shape of the file.
const FORMAT: &str = "hub-consent-evidence/1";
/// How to check the file, for whoever gets it.
const HOW_TO_CHECK: &str = "Each entry's hash is the SHA-256 (lower-case hexadecimal) of the entry as JSON in the form of RFC 8785, without the field hash. previousHash is the hash of the entry before in the same channel, 64 zeros in the first. seq counts 1, 2, 3 in each channel. heads name the last entry of each channel.";
/// The kind of a closing line in CSV.
const HEAD: &str = "head";
/// The columns in CSV.
const COLUMNS: [&str; 17] = [
    "channel",
    "seq",
    "at",
    "kind",
    "cause",
    "word",
    "messageId",
    "messageSid",
    "handledBy",
    "code",
    "userId",
    "reason",
    "ourNumber",
    "tenant",
    "contact",
    "previousHash",
    "hash",
];

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChainEnd {
    /// The class of channels.
    pub channel: ChannelClass,
    /// The number of the last line.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
}

/// Everything that the ledger holds of one contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The shape of the file: `hub-consent-evidence/1`.
    pub format: String,
    /// How to check it without the hub.
    pub how_to_check: String,
    /// Whose ledger it is.
    pub tenant: TenantId,
    /// Whose consent it is.
    pub contact: Address,
    /// When it was exported.
    #[schemars(with = "String")]
    pub exported_at: Timestamp,
    /// The lines, each channel's from the first to the last.
    pub entries: Vec<ConsentEntry>,
    /// Where each chain ends.
    pub heads: Vec<ChainEnd>,
}

impl Evidence {
    /// The evidence of a contact whose chains end at `heads`; a line after its head is left out.
    #[must_use]
    pub fn new(
        tenant: &TenantId,
        contact: &Address,
        (entries, heads): (Vec<ConsentEntry>, &BTreeMap<ChannelClass, Head>),
        exported_at: Timestamp,
    ) -> Self {
        let end_of = |entry: &ConsentEntry| heads.get(&entry.channel).map_or(0, |head| head.seq);
        let mut entries: Vec<_> = entries.into_iter().filter(|entry| entry.seq <= end_of(entry)).collect();
        entries.sort_by_key(|entry| (entry.channel, entry.seq));
        let ends = heads.iter().filter(|(_, head)| head.seq > 0);
        let ends = ends.map(|(channel, head)| ChainEnd { channel: *channel, seq: head.seq, hash: head.hash.clone() });
        Self {
            format: FORMAT.to_owned(),
            how_to_check: HOW_TO_CHECK.to_owned(),
            tenant: tenant.clone(),
            contact: contact.clone(),
            exported_at,
            heads: ends.collect(),
            entries,
        }
    }

    /// The evidence as CSV: a heading, the lines, and a closing line of each chain.
    ///
    /// # Errors
    /// The writer's own.
    pub fn to_csv(&self) -> csv::Result<Vec<u8>> {
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(COLUMNS)?;
        for entry in &self.entries {
            write_line(&mut file, &fields(entry))?;
        }
        for end in &self.heads {
            let closing = [
                ("channel", Value::from(end.channel.as_str())),
                ("seq", Value::from(end.seq)),
                ("at", Value::from(self.exported_at.to_string())),
                ("kind", Value::from(HEAD)),
                ("tenant", Value::from(self.tenant.as_str())),
                ("contact", Value::from(self.contact.as_str())),
                ("hash", Value::from(end.hash.as_str())),
            ];
            write_line(&mut file, &closing.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())?;
        }
        file.into_inner().map_err(|error| error.into_error().into())
    }
}

fn write_line(file: &mut csv::Writer<Vec<u8>>, line: &Fields) -> csv::Result<()> {
    let cell = |column: &&str| match line.get(*column) {
        None => String::new(),
        Some(Value::String(text)) => harmless(text),
        Some(value) => value.to_string(),
    };
    file.write_record(COLUMNS.iter().map(cell))
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe, and so does one that has its own.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { format!("'{text}") } else { text.to_owned() }
}

/// A file that is no evidence, or no longer what was exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(String);

fn broken<T>(sentence: impl Into<String>) -> Result<T, Broken> {
    Err(Broken(sentence.into()))
}

/// A line of a file, and where it stands there.
struct Line {
    place: String,
    fields: Fields,
}

impl Line {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn seq(&self) -> u64 {
        self.fields.get("seq").and_then(Value::as_u64).unwrap_or_default()
    }
}

/// Checks an export in either form and says how many lines it holds.
///
/// # Errors
/// The first line that was changed, is missing or stands at the wrong place.
pub fn verify(file: &[u8]) -> Result<usize, Broken> {
    let is_json = file.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let (lines, heads) = if is_json { read_json(file)? } else { read_csv(file)? };
    let mut chains: BTreeMap<&str, (u64, &str, &Line)> = BTreeMap::new();
    let held: HashSet<(&str, u64)> = lines.iter().map(|line| (line.text("channel"), line.seq())).collect();
    for line in &lines {
        let channel = line.text("channel");
        for field in ["tenant", "contact"] {
            let whose = lines.first().map_or("", |first| first.text(field));
            if line.text(field) != whose {
                return broken(format!("{} belongs to another {field}.", line.place));
            }
        }
        let last = chains.get(channel).copied();
        let (seq, previous) = last.map_or((0, NO_HASH), |(seq, hash, _)| (seq, hash));
        let (found, expected) = (line.seq(), seq + 1);
        if hash(&line.fields) != line.text("hash") {
            return broken(format!("{} was changed.", line.place));
        }
        if found < expected {
            return broken(format!("{} stands twice or at the wrong place.", line.place));
        }
        if found > expected && held.contains(&(channel, expected)) {
            return broken(format!("{} stands at the wrong place: number {expected} comes after it.", line.place));
        }
        if found > expected {
            return broken(format!("{channel} number {expected} is missing before {}.", line.place));
        }
        if line.text("previousHash") != previous {
            let changed = last.map_or(line, |(_, _, before)| before);
            return broken(format!("{} was changed: the chain breaks there.", changed.place));
        }
        chains.insert(channel, (found, line.text("hash"), line));
    }
    for (channel, (_, _, last)) in &chains {
        if !heads.iter().any(|head| head.text("channel") == *channel) {
            return broken(format!("The end of {channel} after {} is missing.", last.place));
        }
    }
    for head in &heads {
        let channel = head.text("channel");
        let (seq, last_hash, place) =
            chains.get(channel).map_or((0, NO_HASH, ""), |(seq, hash, line)| (*seq, *hash, line.place.as_str()));
        if seq < head.seq() {
            return broken(format!("{channel} number {} is missing at the end.", seq + 1));
        }
        if seq > head.seq() {
            return broken(format!("{} was changed.", head.place));
        }
        if head.text("hash") != last_hash {
            return broken(format!("{place} was changed: the chain ends otherwise."));
        }
    }
    Ok(lines.len())
}

type Read = (Vec<Line>, Vec<Line>);

fn read_json(file: &[u8]) -> Result<Read, Broken> {
    #[derive(Deserialize)]
    struct File {
        format: String,
        entries: Vec<Fields>,
        heads: Vec<Fields>,
    }
    let file: File = match serde_json::from_slice(file) {
        Ok(file) => file,
        Err(error) => return broken(format!("This is no evidence: {error}.")),
    };
    if file.format != FORMAT {
        return broken(format!("This is no evidence of the form {FORMAT}."));
    }
    let place = |what: &str, at: usize, fields: &Fields| format!("{what} {} ({})", at + 1, name(fields));
    let lines = |what: &'static str, all: Vec<Fields>| -> Vec<Line> {
        let line = |(at, fields)| Line { place: place(what, at, &fields), fields };
        all.into_iter().enumerate().map(line).collect()
    };
    Ok((lines("Entry", file.entries), lines("Head", file.heads)))
}

fn read_csv(file: &[u8]) -> Result<Read, Broken> {
    let mut reader = csv::Reader::from_reader(file);
    let columns = match reader.headers() {
        Ok(columns) if columns.iter().eq(COLUMNS) => columns.clone(),
        _ => return broken("This is no evidence: the heading is not the one of an export."),
    };
    let (mut lines, mut heads) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| Broken(format!("The file cannot be read: {error}.")))?;
        let at = record.position().map_or(0, csv::Position::line);
        let cells = columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        let fields: Fields = cells.map(|(column, cell)| (column.to_owned(), value(column, cell))).collect();
        let line = Line { place: format!("Line {at} ({})", name(&fields)), fields };
        if line.text("kind") == HEAD { heads.push(line) } else { lines.push(line) }
    }
    Ok((lines, heads))
}

fn value(column: &str, cell: &str) -> Value {
    let text = cell.strip_prefix('\'').unwrap_or(cell);
    match cell.parse::<u64>() {
        Ok(number) if column == "seq" => Value::from(number),
        _ => Value::from(text),
    }
}

fn name(fields: &Fields) -> String {
    let channel = fields.get("channel").and_then(Value::as_str).unwrap_or("no channel");
    fields.get("seq").map_or_else(|| channel.to_owned(), |seq| format!("{channel} number {seq}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::tests::{chain, contact, keyword, person, tenant};
    use crate::consent::{ConsentKind, hash};
    use crate::number::OptOutHandling::{Hub, Provider};

    fn evidence() -> Evidence {
        let chain = chain(vec![
            keyword(ConsentKind::OptedOut, " Stop,\n\"please\" ", Provider),
            keyword(ConsentKind::HelpRequested, "=HELP", Hub),
            keyword(ConsentKind::OptedIn, "'start'", Provider),
            person(ConsentKind::OptedOut),
        ]);
        let heads = BTreeMap::from([(ChannelClass::Sms, Head::of(&chain))]);
        let at = "2026-11-22T00:00:00Z".parse().expect("a time");
        Evidence::new(&tenant(), &contact(), (chain, &heads), at)
    }

    fn csv(evidence: &Evidence) -> Vec<u8> {
        evidence.to_csv().expect("a file")
    }

    fn json(evidence: &Evidence) -> Vec<u8> {
        serde_json::to_vec_pretty(evidence).expect("a file")
    }

    fn finding(evidence: &Evidence) -> (String, String) {
        let of = |file: Vec<u8>| verify(&file).expect_err("a finding").to_string();
        (of(csv(evidence)), of(json(evidence)))
    }

    fn rehash(entry: &mut ConsentEntry) {
        entry.hash = hash(&fields(entry));
    }

    #[test]
    fn an_untouched_file_is_good_in_either_form() {
        let evidence = evidence();
        assert_eq!((verify(&csv(&evidence)), verify(&json(&evidence))), (Ok(4), Ok(4)));
    }

    #[test]
    fn a_changed_line_is_named() {
        let mut changed = evidence();
        changed.entries[1].kind = ConsentKind::OptedIn;
        assert_eq!(
            finding(&changed),
            ("Line 4 (sms number 2) was changed.".into(), "Entry 2 (sms number 2) was changed.".into())
        );
    }

    #[test]
    fn a_line_that_was_hashed_anew_breaks_the_chain_at_itself() {
        let mut forged = evidence();
        forged.entries[1].kind = ConsentKind::OptedIn;
        rehash(&mut forged.entries[1]);
        assert!(finding(&forged).1.starts_with("Entry 2 (sms number 2) was changed"), "{:?}", finding(&forged));
        let mut last = evidence();
        last.entries[3].kind = ConsentKind::OptedIn;
        rehash(&mut last.entries[3]);
        assert!(finding(&last).1.starts_with("Entry 4 (sms number 4) was changed"), "{:?}", finding(&last));
    }

    #[test]
    fn missing_lines_are_named_at_each_place() {
        for (at, expected) in
            [(0, "sms number 1 is missing"), (2, "sms number 3 is missing"), (3, "sms number 4 is missing")]
        {
            let mut short = evidence();
            short.entries.remove(at);
            let (csv, json) = finding(&short);
            assert!(csv.starts_with(expected) && json.starts_with(expected), "{csv} {json}");
        }
        let mut open = evidence();
        open.heads.clear();
        assert!(finding(&open).1.starts_with("The end of sms"), "{:?}", finding(&open));
    }

    #[test]
    fn lines_out_of_order_are_named() {
        let mut swapped = evidence();
        swapped.entries.swap(1, 2);
        assert!(finding(&swapped).1.starts_with("Entry 2 (sms number 3) stands at the wrong place"));
        let mut twice = evidence();
        let again = twice.entries[0].clone();
        twice.entries.insert(1, again);
        assert!(finding(&twice).1.starts_with("Entry 2 (sms number 1) stands twice"));
    }

    #[test]
    fn a_line_of_somebody_else_is_named() {
        let mut mixed = evidence();
        mixed.entries[2].contact = Address::from_carrier("+14155550199");
        rehash(&mut mixed.entries[2]);
        assert_eq!(finding(&mixed).1, "Entry 3 (sms number 3) belongs to another contact.");
    }

    #[test]
    fn what_is_no_evidence_says_so() {
        for file in ["", "{}", "time,action\n", "{\"format\":\"x\",\"entries\":[],\"heads\":[]}"] {
            assert!(verify(file.as_bytes()).is_err(), "{file:?}");
        }
    }
}
