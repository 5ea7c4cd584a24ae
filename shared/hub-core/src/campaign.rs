//! One text to many recipients.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::ids::{CampaignId, RecipientId, TemplateId, UserId};
use crate::prices::Total;
use crate::schedule::SendAt;

/// What is added to a campaign's text if its author wants it.
pub const OPT_OUT_FOOTER: &str = "Reply STOP to opt out.";
/// A campaign has at most so many rows.
pub const ROWS_MAX: u32 = 10_000;

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CampaignState {
    /// It is being written, and its audience gathered.
    #[default]
    Draft,
    /// It starts at a set time.
    Scheduled,
    /// Its texts go out.
    Running,
    /// A person holds it up.
    Paused,
    /// Every recipient has a result.
    Done,
    /// A person ended it.
    Canceled,
}

impl CampaignState {
    /// The word in JSON and in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Canceled => "canceled",
        }
    }
}

/// A campaign as it is stored and as the team sees it. Its figures are counted beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Its name.
    pub name: String,
    /// The number of ours that it goes out from.
    pub from: Address,
    /// The text, with its variables.
    pub body: String,
    /// The template that the text was taken from.
    #[serde(default)]
    pub template_id: Option<TemplateId>,
    /// The text ends in "Reply STOP to opt out."
    #[serde(default)]
    pub opt_out_footer: bool,
    /// When it starts, if not at once.
    #[serde(default)]
    pub start_at: Option<SendAt>,
    /// Where it stands.
    pub state: CampaignState,
    /// Canceled before it ended: what waits is still to be marked so.
    #[serde(default)]
    pub is_clearing: bool,
    /// Who made it.
    pub author_id: UserId,
    /// Who changed it last.
    #[serde(default)]
    pub changed_by: Option<UserId>,
    /// When it was made.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[schemars(with = "String")]
    pub updated_at: Timestamp,
    /// When it began to send.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub ended_at: Option<Timestamp>,
    /// Counts the changes.
    pub version: u64,
}

impl Campaign {
    /// The text as recipients get it, its variables left open.
    #[must_use]
    pub fn whole_body(&self) -> String {
        if self.opt_out_footer { format!("{}\n{OPT_OUT_FOOTER}", self.body) } else { self.body.clone() }
    }
}

/// What a message says of the campaign that it is part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageCampaign {
    /// The campaign.
    pub id: CampaignId,
    /// Its name.
    pub name: String,
    /// The recipient of it.
    pub recipient_id: RecipientId,
}

/// How many recipients have something in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReasonCount {
    /// The stable word, such as `opted_out`.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// What happened within five minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// The beginning.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Texts that the carrier handed on.
    pub sent: u64,
    /// Texts that arrived.
    pub delivered: u64,
    /// Texts that failed or were refused.
    pub failed: u64,
}

/// What became of a campaign's recipients.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Recipients, rows that are sent nothing left aside.
    pub total: u64,
    /// Not yet queued.
    pub waiting: u64,
    /// Queued, or with the carrier.
    pub queued: u64,
    /// Handed on by the carrier, and not yet known to have arrived.
    pub sent: u64,
    /// Arrived.
    pub delivered: u64,
    /// The carrier could not or would not deliver them.
    pub failed: u64,
    /// Nobody can tell whether the carrier took them.
    pub uncertain: u64,
    /// We refused to send them.
    pub refused: u64,
    /// Not sent because the campaign was canceled.
    pub canceled: u64,
    /// Rows without a number that can be texted.
    pub invalid: u64,
    /// Rows whose number stands in another row.
    pub duplicate: u64,
    /// Why texts were refused or failed, the commonest first.
    pub reasons: Vec<ReasonCount>,
    /// Segments that were handed over.
    pub segments: u64,
    /// What they cost at list prices.
    pub price: Option<Total>,
    /// Results over time, oldest first.
    pub moments: Vec<Moment>,
}

/// What is counted of a campaign's recipients, by name; see [`crate::recipient::Recipient::counted`].
pub type Tally = BTreeMap<String, i64>;
