//! The erasure of a contact: what is still to be done of it, and the receipt of what was.
//!
//! What the law or the customer's own wish asks to be kept is kept and named: above all the consent ledger, without which
//! nobody would know any more that the customer is not to be texted.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::audit::Actor;
use crate::conversation::Conversation;
use crate::flows::live::EVENTS_KEPT;
use crate::ids::{ConversationId, ErasureId, MediaId};
use crate::journal;
use crate::message::MessageStatus;
use crate::schedule::ScheduledMessage;
use crate::thread::ThreadEntry;

/// The table's point-in-time backups go back so far.
///
/// # Source
/// Amazon DynamoDB Developer Guide, "Point-in-time recovery".
const BACKUPS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 35);
/// The carrier reports a recording of a call well within this time after its end.
const RECORDING_TOLD: SignedDuration = SignedDuration::from_mins(1);

/// Where an erasure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ErasureState {
    /// The customer is out of the inbox; the hub is removing what lies behind it.
    Running,
    /// Everything is gone but what the receipt names.
    Done,
}

/// How much was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each field is named for what it counts")]
pub struct Erased {
    pub conversations: u64,
    pub messages: u64,
    pub calls: u64,
    pub notes: u64,
    pub scheduled: u64,
    pub files: u64,
    pub call_shares: u64,
    pub campaign_rows: u64,
    /// Messages and recordings that the carrier deleted, or did not have any more.
    pub carrier_copies: u64,
}

/// Something that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// The consent ledger, with the number.
    ConsentLedger,
    /// Lines of the audit that name the number.
    Audit,
    /// Events of live windows.
    LiveEvents,
    /// The carrier's requests, sealed.
    Webhooks,
    /// Backups of the table.
    Backups,
    /// The carrier's log of calls, and what it did not delete.
    Carrier,
}

impl Kept {
    /// Why it stays, in a plain sentence.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::ConsentLedger => {
                "Proof of consent and of opt-outs, so that an opted-out number is never texted again."
            }
            Self::Audit => "The record of who did what; it is never changed.",
            Self::LiveEvents => "Windows that were offline catch up from them; they end by themselves.",
            Self::Webhooks => "Sealed proof of what the carrier sent; it ends by itself.",
            Self::Backups => {
                "The table as it was in the last 35 days, for the case of a loss, and a day of its changes; they end by themselves."
            }
            Self::Carrier => "Twilio keeps its log of calls and bills, and what it refused to delete.",
        }
    }

    /// Until when, for something that ends by itself.
    fn until(self, finished: Timestamp) -> Option<Timestamp> {
        match self {
            Self::LiveEvents => Some(finished + EVENTS_KEPT),
            Self::Webhooks => Some(finished + journal::KEPT_FOR),
            Self::Backups => Some(finished + BACKUPS_KEPT),
            Self::ConsentLedger | Self::Audit | Self::Carrier => None,
        }
    }
}

/// Something that stays, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remainder {
    /// What stays.
    pub what: Kept,
    /// Why, in a plain sentence.
    pub why: String,
    /// Until when, for something that ends by itself.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
}

/// The receipt of an erasure. It names the customer by the end of their number alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ErasureReceipt")]
pub struct Receipt {
    /// The erasure's id.
    pub id: ErasureId,
    /// Whose traces: the end of the number, such as `…0123`.
    pub contact: String,
    /// Where the erasure stands.
    pub state: ErasureState,
    /// Who asked for it.
    pub requested_by: Actor,
    /// When.
    #[schemars(with = "String")]
    pub requested_at: Timestamp,
    /// When everything was gone.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub finished_at: Option<Timestamp>,
    /// How much was removed so far.
    pub erased: Erased,
    /// Messages and recordings that the carrier did not delete: it refused, or no account is connected.
    pub left_at_carrier: u64,
    /// What stays, once everything else is gone.
    pub kept: Vec<Remainder>,
}

/// What is still to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Remaining {
    /// Whose traces.
    pub address: Address,
    /// What was stored later is news of the customer, and stays.
    pub until: Timestamp,
    /// Threads whose entries are not all gone.
    pub threads: Vec<ConversationId>,
    /// After which position the campaigns are still to be looked through, at first after none; `None` once all were.
    pub campaigns: Option<String>,
    /// The customer has a consent ledger.
    pub has_ledger: bool,
    /// So often the carrier was asked in vain since it last answered.
    #[serde(default)]
    pub tries: u64,
}

/// An erasure as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Erasure {
    /// What the team sees.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// What is still to be done; `None` once everything is.
    #[serde(default)]
    pub remaining: Option<Remaining>,
    /// Rises with every change.
    pub version: u64,
}

impl Erasure {
    /// An erasure that takes everything up to now, and what stands in these threads.
    #[must_use]
    pub fn new(
        id: ErasureId,
        (address, has_ledger): (&Address, bool),
        (threads, rows): (Vec<ConversationId>, &[Conversation]),
        (requested_by, now): (Actor, Timestamp),
    ) -> Self {
        // An entry of another machine may bear a time that is not over here.
        let newest = rows.iter().filter_map(|row| row.last_message.as_ref()).map(|last| last.at).max();
        Self {
            receipt: Receipt {
                id,
                contact: hidden(address),
                state: ErasureState::Running,
                requested_by,
                requested_at: now,
                finished_at: None,
                erased: Erased { conversations: rows.len() as u64, ..Erased::default() },
                left_at_carrier: 0,
                kept: Vec::new(),
            },
            remaining: Some(Remaining {
                address: address.clone(),
                until: newest.map_or(now, |newest| newest.max(now)),
                threads,
                campaigns: Some(String::new()),
                has_ledger,
                tries: 0,
            }),
            version: 1,
        }
    }

    /// Nothing is left to be done: the receipt names what stays, and the address is forgotten.
    pub fn finish(&mut self, now: Timestamp) {
        let Some(remaining) = self.remaining.take() else { return };
        let all = [Kept::ConsentLedger, Kept::Audit, Kept::LiveEvents, Kept::Webhooks, Kept::Backups, Kept::Carrier];
        let stays = all.into_iter().filter(|what| *what != Kept::ConsentLedger || remaining.has_ledger);
        let named = |what: Kept| Remainder { what, why: what.why().to_owned(), until: what.until(now) };
        self.receipt.kept = stays.map(named).collect();
        self.receipt.state = ErasureState::Done;
        self.receipt.finished_at = Some(now);
    }
}

/// The end of an address, so that people who know it know which one it is.
fn hidden(address: &Address) -> String {
    let characters: Vec<char> = address.as_str().chars().collect();
    let shown = if characters.len() > 8 { 4 } else { 2 };
    format!("…{}", characters[characters.len().saturating_sub(shown)..].iter().collect::<String>())
}

/// Something that a customer left in a thread.
#[derive(Debug, Clone, PartialEq)]
pub enum Trace {
    /// What stands in it.
    Entry(ThreadEntry),
    /// A text that is not sent yet.
    Scheduled(Box<ScheduledMessage>),
    /// The row of a thread that is empty: the end of a call brought it back.
    Row(Box<Conversation>),
}

/// Something that the carrier has, by its SID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants need no more words")]
pub enum AtCarrier<'a> {
    Message(&'a str),
    Recording(&'a str),
}

impl Trace {
    /// Whether it is to be waited for: the carrier is about to tell of it.
    #[must_use]
    pub fn is_under_way(&self, now: Timestamp) -> bool {
        match self {
            Self::Entry(ThreadEntry::Message { message }) => message.status == MessageStatus::Sending,
            Self::Entry(ThreadEntry::Call { call }) => {
                !call.is_over() || call.ended_at.is_some_and(|ended| now.duration_since(ended) < RECORDING_TOLD)
            }
            Self::Entry(ThreadEntry::Note { .. }) | Self::Scheduled(_) | Self::Row(_) => false,
        }
    }

    /// What the carrier may keep of it.
    #[must_use]
    pub fn carrier_copy(&self) -> Option<AtCarrier<'_>> {
        match self {
            Self::Entry(ThreadEntry::Message { message }) => message.sid.as_deref().map(AtCarrier::Message),
            Self::Entry(ThreadEntry::Call { call }) => {
                call.recording.as_ref().map(|recording| AtCarrier::Recording(&recording.sid))
            }
            Self::Entry(ThreadEntry::Note { .. }) | Self::Scheduled(_) | Self::Row(_) => None,
        }
    }

    /// The files that belong to it.
    #[must_use]
    pub fn files(&self) -> Vec<&MediaId> {
        match self {
            Self::Entry(ThreadEntry::Message { message }) => message.media.iter().map(|media| &media.id).collect(),
            Self::Entry(ThreadEntry::Call { call }) => {
                call.recording.iter().filter_map(|recording| recording.media_id.as_ref()).collect()
            }
            Self::Entry(ThreadEntry::Note { .. }) | Self::Scheduled(_) | Self::Row(_) => Vec::new(),
        }
    }

    /// Adds it to what was removed.
    pub fn count(&self, erased: &mut Erased) {
        let counter = match self {
            Self::Entry(ThreadEntry::Message { .. }) => &mut erased.messages,
            Self::Entry(ThreadEntry::Call { .. }) => &mut erased.calls,
            Self::Entry(ThreadEntry::Note { .. }) => &mut erased.notes,
            Self::Scheduled(_) => &mut erased.scheduled,
            // It was counted when it left the inbox.
            Self::Row(_) => return,
        };
        *counter += 1;
    }
}
