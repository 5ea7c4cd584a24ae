//! Which kinds of items an organisation takes along, and which ones close its doors.
//!
//! A kind that is not named here is exported under its own name: whoever adds one may forget this list, nobody notices
//! what is missing in an export, and an organisation has a right to all that is its own. What must not get out is held back
//! by the names of attributes, of known and of unknown kinds alike.

use serde_json::Value;

/// What becomes of a kind in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It goes into this file.
    Into(&'static str),
    /// It stays out, for this reason.
    LeftOut(&'static str),
}

use Fate::{Into, LeftOut};

const POINTER: &str = "leads from an outside name to the organisation and holds nothing else";
const DOOR: &str = "opens a sign-in or a window";
const INDEX: &str = "an index of what is exported";
const COPY: &str = "a copy of what is exported, for windows that were closed";
const WORK: &str = "a note of the hub's own work";

/// Every kind that the hub stores.
const KINDS: &[(&str, Fate)] = &[
    ("tenant", Into("settings")),
    ("user", Into("people")),
    ("invitation", Into("invitations")),
    ("number", Into("numbers")),
    ("carrier", Into("carrier")),
    ("audit", Into("audit")),
    ("webhook", Into("webhooks")),
    ("dead_letter", Into("dead-letters")),
    ("contact", Into("contacts")),
    ("consent", Into("consent")),
    ("erasure", Into("erasures")),
    ("conversation", Into("conversations")),
    ("message", Into("messages")),
    ("note", Into("notes")),
    ("scheduled", Into("scheduled")),
    ("call", Into("calls")),
    ("share", Into("shares")),
    ("share_opening", Into("share-openings")),
    ("template", Into("templates")),
    ("whatsapp_template", Into("whatsapp-templates")),
    ("campaign", Into("campaigns")),
    ("recipient", Into("campaign-recipients")),
    ("campaign_counter", Into("campaign-figures")),
    ("directory", LeftOut(POINTER)),
    ("sid", LeftOut(POINTER)),
    ("link", LeftOut(DOOR)),
    ("media_link", LeftOut(DOOR)),
    ("share_link", LeftOut(DOOR)),
    ("session", LeftOut(DOOR)),
    ("ticket", LeftOut(DOOR)),
    ("socket", LeftOut(DOOR)),
    ("attempts", LeftOut(DOOR)),
    ("posting", LeftOut(INDEX)),
    ("name", LeftOut(INDEX)),
    ("template_name", LeftOut(INDEX)),
    ("event", LeftOut(COPY)),
    ("idempotency", LeftOut(WORK)),
    ("upload", LeftOut(WORK)),
    ("pace", LeftOut(WORK)),
    ("resume", LeftOut(WORK)),
    ("recordings", LeftOut(WORK)),
];

/// What lets texts, calls and people in, or texts out.
const DOORS: &[&str] = &[
    "directory",
    "user",
    "session",
    "invitation",
    "link",
    "ticket",
    "socket",
    "media_link",
    "share",
    "share_link",
    "number",
    "carrier",
];

/// Attributes with one of these words in their names are held back, in any kind.
const SECRETS: [&str; 4] = ["password", "secret", "token", "sealed"];
/// Attributes that tell of the hub's own work alone.
const OWN: [&str; 6] = ["fence", "leaseUntil", "attemptedAt", "rank", "correlationId", "expires_at"];

pub(super) fn fate(entity: &str) -> Option<Fate> {
    KINDS.iter().find(|(kind, _)| *kind == entity).map(|(_, fate)| *fate)
}

pub(super) fn is_door(entity: &str) -> bool {
    DOORS.contains(&entity)
}

/// Whether a value may be a secret. That there is one is none.
pub(super) fn is_secret(name: &str, value: &Value) -> bool {
    let name = name.to_lowercase();
    !value.is_boolean() && SECRETS.iter().any(|word| name.contains(word))
}

pub(super) fn is_the_hubs_own(name: &str) -> bool {
    OWN.contains(&name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_of_the_table_is_decided() {
        let described = include_str!("../../../../shared/hub-adapters/README.md");
        let table = described.split("| entity |").nth(1).expect("the table of kinds");
        let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        let kinds: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
        assert!(kinds.len() > 30, "{kinds:?}");
        let undecided: Vec<_> = kinds.into_iter().filter(|kind| fate(kind).is_none()).collect();
        assert!(undecided.is_empty(), "infra/hub-dev/src/leave/kinds.rs decides nothing of {undecided:?}");
        assert!(DOORS.iter().all(|door| fate(door).is_some()));
    }

    #[test]
    fn secrets_are_known_by_their_names_and_that_there_is_one_is_told() {
        for name in ["passwordHash", "sealed", "sealedBody", "currentToken", "apiSecret"] {
            assert!(is_secret(name, &json!("x")), "{name}");
        }
        assert!(!is_secret("hasNextToken", &json!(true)));
        assert!(!is_secret("hash", &json!("x")), "the ledger of consent is checked by it");
    }
}
