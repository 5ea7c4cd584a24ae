//! Consent: an append-only ledger, one hash chain per tenant, contact and class of channels.
//!
//! The present state is the fold of the chain ([`Head`]). The head is kept beside the contact and is written only
//! together with the line that it comes from, on the condition that the line before is still the last one. So a chain
//! has one end, and what the send path reads is what the chain says.
//!
//! A line's hash is the SHA-256, in lower-case hexadecimal, of its canonical form: the line as a JSON object without
//! `hash` and without absent fields, in the form of RFC 8785 (names sorted, no space between tokens, UTF-8).
//! `previousHash` is the hash of the line before, and 64 zeros in the first line. So anybody can check an export.

pub mod evidence;

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::address::Address;
use crate::channel::ChannelClass;
use crate::ids::{MessageId, TenantId, UserId};
use crate::number::OptOutHandling;

/// The hash before the first line.
pub const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// They may not be texted any more.
    OptedOut,
    /// They may be texted again.
    OptedIn,
    /// They asked who we are; their consent stays as it was.
    HelpRequested,
}

/// Where a line comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "cause", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Cause {
    /// The customer texted a keyword.
    Keyword {
        /// The text, exactly as it came.
        word: String,
        /// The message.
        message_id: MessageId,
        /// The carrier's id of it.
        message_sid: String,
        /// Who answered it: where the carrier did, it also blocks.
        handled_by: OptOutHandling,
    },
    /// The carrier refused a text because of an opt-out that we did not see.
    CarrierError {
        /// The carrier's code, `21610`.
        code: String,
        /// The message that it refused.
        message_id: MessageId,
    },
    /// A person of the team recorded it.
    Person {
        /// Who.
        user_id: UserId,
        /// Why, in their words.
        reason: String,
    },
    /// It came from another system.
    Import {
        /// Which one, and on what ground.
        reason: String,
    },
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentEntry {
    /// Whose ledger it is.
    pub tenant: TenantId,
    /// Whose consent it is.
    pub contact: Address,
    /// For which class of channels.
    pub channel: ChannelClass,
    /// Its place in the chain: 1, 2, 3, …
    pub seq: u64,
    /// When it was written.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What it says.
    pub kind: ConsentKind,
    /// Where it comes from.
    #[serde(flatten)]
    pub cause: Cause,
    /// The number of ours that it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub our_number: Option<Address>,
    /// The hash of the line before.
    pub previous_hash: String,
    /// The hash of this line.
    pub hash: String,
}

/// What happened to somebody's consent, before it has its place in a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ConsentKind,
    /// Where it comes from.
    pub cause: Cause,
    /// The number of ours that it came by.
    pub our_number: Option<Address>,
}

/// Where a chain ends, and what it says as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The number of the last line; 0 without any.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
    /// They may not be texted.
    pub opted_out: bool,
    /// Since when it is so; absent while the chain has said nothing of it.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub since: Option<Timestamp>,
    /// The number of ours for which the carrier blocks texts to them; only their own START lifts that.
    #[serde(default)]
    pub carrier_block: Option<Address>,
}

impl Default for Head {
    fn default() -> Self {
        Self { seq: 0, hash: NO_HASH.to_owned(), opted_out: false, since: None, carrier_block: None }
    }
}

impl Head {
    /// The line that follows this head.
    #[must_use]
    pub fn next(
        &self,
        tenant: &TenantId,
        (contact, channel): (&Address, ChannelClass),
        event: ConsentEvent,
    ) -> ConsentEntry {
        let mut entry = ConsentEntry {
            tenant: tenant.clone(),
            contact: contact.clone(),
            channel,
            seq: self.seq + 1,
            at: Timestamp::from_millisecond(event.at.as_millisecond()).unwrap_or(event.at),
            kind: event.kind,
            cause: event.cause,
            our_number: event.our_number,
            previous_hash: self.hash.clone(),
            hash: String::new(),
        };
        entry.hash = hash(&fields(&entry));
        entry
    }

    /// The head after a line.
    #[must_use]
    pub fn after(&self, entry: &ConsentEntry) -> Self {
        let mut head = Self { seq: entry.seq, hash: entry.hash.clone(), ..self.clone() };
        match entry.kind {
            ConsentKind::HelpRequested => return head,
            ConsentKind::OptedIn => head.carrier_block = None,
            ConsentKind::OptedOut if is_blocked_by_carrier(&entry.cause) => {
                head.carrier_block.clone_from(&entry.our_number);
            }
            ConsentKind::OptedOut => {}
        }
        let opted_out = entry.kind == ConsentKind::OptedOut;
        if head.since.is_none() || head.opted_out != opted_out {
            head.since = Some(entry.at);
        }
        Self { opted_out, ..head }
    }

    /// The head of a whole chain.
    #[must_use]
    pub fn of(chain: &[ConsentEntry]) -> Self {
        chain.iter().fold(Self::default(), |head, entry| head.after(entry))
    }
}

fn is_blocked_by_carrier(cause: &Cause) -> bool {
    match cause {
        Cause::Keyword { handled_by, .. } => *handled_by == OptOutHandling::Provider,
        Cause::CarrierError { .. } => true,
        Cause::Person { .. } | Cause::Import { .. } => false,
    }
}

/// A line by the names of its fields, as an export holds it.
pub type Fields = BTreeMap<String, Value>;

/// A line by the names of its fields, without those that are absent.
#[must_use]
pub fn fields(entry: &ConsentEntry) -> Fields {
    match serde_json::to_value(entry) {
        Ok(Value::Object(fields)) => fields.into_iter().collect(),
        _ => Fields::new(),
    }
}

/// The hash of a line: over all its fields but `hash`.
#[must_use]
pub fn hash(fields: &Fields) -> String {
    let hashed: BTreeMap<&String, &Value> = fields.iter().filter(|(name, _)| *name != "hash").collect();
    let canonical = serde_json::to_string(&hashed).unwrap_or_default();
    Sha256::digest(canonical.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn tenant() -> TenantId {
        "ten_acme".parse().expect("an id")
    }

    pub(crate) fn contact() -> Address {
        Address::from_carrier("+14155550123")
    }

    fn ours() -> Address {
        Address::from_carrier("+12015550123")
    }

    pub(crate) fn keyword(kind: ConsentKind, word: &str, handled_by: OptOutHandling) -> ConsentEvent {
        let (message_id, message_sid) = ("msg_1".parse().expect("an id"), "SM1".to_owned());
        let cause = Cause::Keyword { word: word.to_owned(), message_id, message_sid, handled_by };
        let at = "2026-11-21T12:00:00.123456789Z".parse().expect("a time");
        ConsentEvent { at, kind, cause, our_number: Some(ours()) }
    }

    pub(crate) fn person(kind: ConsentKind) -> ConsentEvent {
        let cause = Cause::Person { user_id: "usr_1".parse().expect("an id"), reason: "By \"phone\"".to_owned() };
        let at = "2026-11-21T13:00:00Z".parse().expect("a time");
        ConsentEvent { at, kind, cause, our_number: None }
    }

    pub(crate) fn chain(events: Vec<ConsentEvent>) -> Vec<ConsentEntry> {
        let mut head = Head::default();
        let mut chain = Vec::new();
        for event in events {
            let entry = head.next(&tenant(), (&contact(), ChannelClass::Sms), event);
            head = head.after(&entry);
            chain.push(entry);
        }
        chain
    }

    #[test]
    fn a_line_hashes_as_a_stranger_would_hash_it() {
        let entry = &chain(vec![keyword(ConsentKind::OptedOut, " Stop. 🙏", OptOutHandling::Provider)])[0];
        // Made with Python: hashlib.sha256(json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
        let canonical = concat!(
            r#"{"at":"2026-11-21T12:00:00.123Z","cause":"keyword","channel":"sms","contact":"+14155550123","#,
            r#""handledBy":"provider","kind":"opted_out","messageId":"msg_1","messageSid":"SM1","#,
            r#""ourNumber":"+12015550123","previousHash":"0000000000000000000000000000000000000000000000000000000000000000","#,
            r#""seq":1,"tenant":"ten_acme","word":" Stop. 🙏"}"#
        );
        assert_eq!(entry.hash, crate::ids::fingerprint(canonical));
    }

    #[test]
    fn the_head_is_the_fold_of_the_chain() {
        use ConsentKind::{HelpRequested, OptedIn, OptedOut};
        let provider = |kind| keyword(kind, "x", OptOutHandling::Provider);
        let hub = |kind| keyword(kind, "x", OptOutHandling::Hub);
        for (events, opted_out, is_blocked, why) in [
            (vec![], false, false, "nothing was said"),
            (vec![provider(OptedOut)], true, true, "the carrier blocks"),
            (vec![hub(OptedOut)], true, false, "only the hub blocks"),
            (vec![provider(OptedOut), person(OptedOut)], true, true, "a person's line lifts no block"),
            (vec![provider(OptedOut), provider(HelpRequested)], true, true, "HELP changes nothing"),
            (vec![provider(OptedOut), provider(OptedIn)], false, false, "START lifts both"),
            (vec![person(OptedOut), person(OptedIn)], false, false, "a person takes it back"),
        ] {
            let head = Head::of(&chain(events.clone()));
            assert_eq!((head.opted_out, head.carrier_block.is_some()), (opted_out, is_blocked), "{why}");
            assert_eq!(head.seq, u64::try_from(events.len()).expect("a few"));
        }
    }

    #[test]
    fn a_repeated_stop_keeps_the_time_of_the_first() {
        let chain =
            chain(vec![keyword(ConsentKind::OptedOut, "STOP", OptOutHandling::Hub), person(ConsentKind::OptedOut)]);
        assert_eq!(Head::of(&chain).since, Some(chain[0].at));
    }

    #[test]
    fn a_line_survives_a_round_trip() {
        for entry in
            chain(vec![keyword(ConsentKind::OptedIn, "START", OptOutHandling::Hub), person(ConsentKind::OptedOut)])
        {
            let json = serde_json::to_string(&entry).expect("JSON");
            assert_eq!(serde_json::from_str::<ConsentEntry>(&json).expect("a line"), entry);
        }
    }
}
