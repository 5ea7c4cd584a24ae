//! What an erasure did, what remains elsewhere, and until when. The receipt is also how an erasure that broke off goes on.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use hub_adapters::dynamo::TenantItem;
use hub_core::ids::TenantId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A session's token opens the API for a quarter of an hour, and what it began may take a minute more.
pub const TOKENS_LIVE: SignedDuration = SignedDuration::from_mins(16);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A receipt of an erasure. It names the organisation and its own numbers, and none of its customers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Whose data it was.
    pub tenant: TenantId,
    /// The organisation's name.
    pub name: String,
    /// When the first run began.
    pub begun_at: Timestamp,
    /// Since when nobody gets in by a new session, and nothing by a number.
    pub doors_closed_at: Option<Timestamp>,
    /// When a whole look found nothing for the first time.
    pub done_at: Option<Timestamp>,
    /// When a look found nothing after the last session's token had ended, in a run that had nothing more to remove than
    /// what windows are told.
    pub final_look_at: Option<Timestamp>,
    /// What there was when the first run began.
    pub found: Erased,
    /// What was erased, in all runs. What a run removed at the moment at which it broke off is not counted.
    pub erased: Erased,
    /// Looks at everything after an erasure, with what they found.
    pub looks: Vec<Look>,
    /// What the organisation had at the carrier.
    pub carrier: Carrier,
    /// What remains elsewhere.
    pub kept: Vec<Kept>,
    /// What is left to do.
    pub to_do: Vec<String>,
}

/// How much there was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// Items of the table by kind.
    pub items: BTreeMap<String, u64>,
    /// Files of the bucket, each version for itself.
    pub files: u64,
    /// Bytes of those.
    pub bytes: u64,
}

/// A look at everything, and how much it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// Items of the table.
    pub items: u64,
    /// Files of the bucket.
    pub files: u64,
}

/// An account at the carrier, which an erasure does not touch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Carrier {
    /// Its SID.
    pub account_sid: Option<String>,
    /// Whether the hub made it under the operator's account.
    pub is_subaccount: bool,
    /// The numbers that the hub knew.
    pub numbers: Vec<String>,
}

/// Something that remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// Until when, as a time or in words.
    pub until: String,
}

impl Erased {
    /// Items of all kinds.
    #[must_use]
    pub fn all_items(&self) -> u64 {
        self.items.values().sum()
    }

    pub(super) fn add_items(&mut self, items: &[TenantItem]) {
        for item in items {
            let kind = if item.entity.is_empty() { "unknown" } else { &item.entity };
            *self.items.entry(kind.to_owned()).or_default() += 1;
        }
    }
}

impl Receipt {
    pub(super) fn new(tenant: &TenantId, name: &str, now: Timestamp, found: Erased) -> Self {
        Self {
            tenant: tenant.clone(),
            name: name.to_owned(),
            begun_at: now,
            doors_closed_at: None,
            done_at: None,
            final_look_at: None,
            found,
            erased: Erased::default(),
            looks: Vec::new(),
            carrier: Carrier::default(),
            kept: Vec::new(),
            to_do: vec!["Run the command again with the same receipt: it broke off.".to_owned()],
        }
    }

    /// The receipt of an earlier run, if the file is there.
    pub(super) fn read(file: &Path, tenant: &TenantId) -> Result<Option<Self>, String> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{}: {error}", file.display())),
        };
        match serde_json::from_str::<Self>(&text) {
            Ok(receipt) if receipt.tenant == *tenant => Ok(Some(receipt)),
            _ => Err(format!("{} is there and is no receipt of {tenant}", file.display())),
        }
    }

    /// Writes it whole or not at all.
    pub(super) fn write(&self, file: &Path) -> Result<(), String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = serde_json::to_string_pretty(self).map_err(|error| told(&error))?;
        let mut unfinished = file.as_os_str().to_owned();
        unfinished.push(".part");
        fs::write(&unfinished, text + "\n").map_err(|error| told(&error))?;
        fs::rename(&unfinished, file).map_err(|error| told(&error))
    }

    /// Keeps what only the items tell that are about to go.
    pub(super) fn note(&mut self, items: &[TenantItem]) {
        for item in items {
            let text = |name: &str| item.attributes.get(name).and_then(|value| value.as_str()).map(str::to_owned);
            match item.entity.as_str() {
                "carrier" => {
                    self.carrier.account_sid = text("accountSid");
                    self.carrier.is_subaccount = text("kind").as_deref() == Some("subaccount");
                }
                "number" => {
                    let channel = if text("channel").as_deref() == Some("whatsapp") { " on WhatsApp" } else { "" };
                    self.carrier.numbers.extend(text("number").map(|number| format!("{number}{channel}")));
                    self.carrier.numbers.sort();
                    self.carrier.numbers.dedup();
                }
                _ => {}
            }
        }
    }

    /// Notes a look at everything, and says what remains. What was removed just now may still be told to windows, and that
    /// is stored.
    pub(super) fn looked(&mut self, look: Look, is_told_of: bool, is_deployed: bool) {
        self.looks.push(look);
        if (look.items, look.files) != (0, 0) {
            return;
        }
        self.done_at.get_or_insert(look.at);
        let ended = self.doors_closed_at.unwrap_or(self.begun_at) + TOKENS_LIVE;
        // What a restore brought back is told of again.
        let earlier = self.final_look_at.filter(|_| !is_told_of);
        self.final_look_at = earlier.or((look.at >= ended && !is_told_of).then_some(look.at));
        self.kept = kept(is_deployed, look.at);
        self.to_do = self.carrier.to_do();
        if self.final_look_at.is_none() {
            let after = ended.max(look.at + SignedDuration::from_mins(1));
            self.to_do.insert(0, format!("Run the command again with the same receipt after {after}: until then a session's last token may write something, and windows are told of what went."));
        }
    }
}

impl Carrier {
    fn to_do(&self) -> Vec<String> {
        let Some(sid) = &self.account_sid else { return Vec::new() };
        let numbers = if self.numbers.is_empty() { "none".to_owned() } else { self.numbers.join(", ") };
        vec![if self.is_subaccount {
            format!(
                "At Twilio close the subaccount {sid}, which the hub made: that releases its numbers ({numbers}) and ends its texts and recordings after 30 days. Until then it costs."
            )
        } else {
            format!(
                "The Twilio account {sid} is the organisation's own. Ask them to take the hub's addresses off its numbers ({numbers}) and to change its token; its texts and recordings there are theirs."
            )
        }]
    }
}

fn kept(is_deployed: bool, now: Timestamp) -> Vec<Kept> {
    let entry = |what: &str, why: &str, until: String| Kept { what: what.to_owned(), why: why.to_owned(), until };
    let mut kept = vec![
        entry(
            "texts, calls and recordings at the carrier",
            "the account there is not the hub's; see what is to do",
            "as the carrier's account says".to_owned(),
        ),
        entry(
            "hashes of e-mail addresses at which sign-ins were tried",
            "they slow guessing down and name nobody",
            (now + SignedDuration::from_hours(3)).to_string(),
        ),
    ];
    if is_deployed {
        kept.extend([
            entry(
                "the table's continuous backup (point-in-time recovery)",
                "AWS cannot erase a part of it; nobody but the operator can restore it, and what is restored is erased again with this command",
                (now + DAY * 35).to_string(),
            ),
            entry("the table's stream", "its readers may be late", (now + DAY).to_string()),
            entry(
                "tasks in queues of dead letters",
                "they hold ids and no words, and lead nowhere now",
                (now + DAY * 14).to_string(),
            ),
            entry(
                "function and access logs",
                "they hold ids, times and addresses of callers, no words, names or numbers",
                "the stack's LogRetentionDays".to_owned(),
            ),
            entry(
                "mails that the hub sent to its people",
                "they are in their recipients' hands",
                "as those decide".to_owned(),
            ),
        ]);
    }
    kept
}
