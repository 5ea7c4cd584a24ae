//! One recipient of a campaign, and what is counted of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::campaign::{Figures, Moment, ReasonCount, Tally};
use crate::ids::{CampaignId, MessageId, RecipientId};
use crate::message::{Message, MessageStatus};
use crate::prices::PriceTable;

/// Results are counted over so many seconds.
const MOMENT_SECONDS: i64 = 300;
/// The code of a text that was queued when its campaign was canceled.
pub const CAMPAIGN_CANCELED: &str = "campaign_canceled";

/// Where a recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecipientState {
    /// Has no text yet.
    #[default]
    Waiting,
    /// The text is queued, or with the carrier.
    Queued,
    /// The carrier handed the text on.
    Sent,
    /// The text arrived.
    Delivered,
    /// The carrier could not or would not deliver it.
    Failed,
    /// Nobody can tell whether the carrier took it.
    Uncertain,
    /// We refused to send it.
    Refused,
    /// The campaign was canceled first.
    Canceled,
    /// The row has no number that can be texted.
    Invalid,
    /// The row's number stands in another row.
    Duplicate,
}

impl RecipientState {
    /// The word in JSON, in keys and in counters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::Refused => "refused",
            Self::Canceled => "canceled",
            Self::Invalid => "invalid",
            Self::Duplicate => "duplicate",
        }
    }

    /// Whether the carrier has, or had, the text.
    fn is_handed_over(self) -> bool {
        matches!(self, Self::Sent | Self::Delivered | Self::Failed | Self::Uncertain)
    }

    /// What a message's status is for its recipient; `None` for a word that says nothing.
    #[must_use]
    pub fn of(message: &Message) -> Option<Self> {
        let is_canceled = message.error_code.as_deref() == Some(CAMPAIGN_CANCELED);
        Some(match &message.status {
            MessageStatus::Scheduled | MessageStatus::Queued | MessageStatus::Sending => Self::Queued,
            MessageStatus::Uncertain => Self::Uncertain,
            MessageStatus::Sent => Self::Sent,
            MessageStatus::Delivered | MessageStatus::Read => Self::Delivered,
            MessageStatus::Undelivered | MessageStatus::Failed => Self::Failed,
            MessageStatus::Blocked if is_canceled => Self::Canceled,
            MessageStatus::Blocked => Self::Refused,
            MessageStatus::Canceled => Self::Canceled,
            MessageStatus::Received | MessageStatus::Other(_) => return None,
        })
    }
}

/// A recipient as they are stored and as the team sees them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    /// The row's id within the campaign.
    pub id: RecipientId,
    /// The campaign.
    pub campaign_id: CampaignId,
    /// The number, if the row has one that can be texted.
    #[serde(default)]
    pub to: Option<Address>,
    /// What the row has in the place of a number.
    #[serde(default)]
    pub typed: Option<String>,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The row's other columns.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// The line of the file, or the place in the list.
    pub line: u32,
    /// The ISO 3166 country of the number.
    #[serde(default)]
    pub country: Option<String>,
    /// Where they stand.
    pub state: RecipientState,
    /// Why they are refused or still wait: a stable code.
    #[serde(default)]
    pub reason: Option<String>,
    /// Why they are refused or still wait, in a plain sentence.
    #[serde(default)]
    pub reason_text: Option<String>,
    /// Before this nothing is tried.
    #[schemars(with = "String")]
    pub due_at: Timestamp,
    /// The message that they got.
    #[serde(default)]
    pub message_id: Option<MessageId>,
    /// The version of the message that was counted last.
    #[serde(default)]
    pub message_version: u64,
    /// The segments of the message.
    #[serde(default)]
    pub segments: u32,
    /// When the carrier handed it on.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub sent_at: Option<Timestamp>,
    /// When it arrived.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub delivered_at: Option<Timestamp>,
    /// When it failed or was refused.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub failed_at: Option<Timestamp>,
    /// When this last changed.
    #[schemars(with = "String")]
    pub updated_at: Timestamp,
    /// Rises with every change.
    pub version: u64,
}

impl Recipient {
    /// The same recipient somewhere else, one version up.
    #[must_use]
    pub fn moved(&self, state: RecipientState, reason: Option<(&str, &str)>, now: Timestamp) -> Self {
        let (reason, reason_text) = reason.unzip();
        let failed = matches!(state, RecipientState::Failed | RecipientState::Refused);
        Self {
            state,
            reason: reason.map(str::to_owned),
            reason_text: reason_text.map(str::to_owned),
            failed_at: failed.then(|| self.failed_at.unwrap_or(now)),
            updated_at: now,
            version: self.version + 1,
            ..self.clone()
        }
    }

    /// The recipient as a newer version of their message says; `None` if it says nothing new.
    #[must_use]
    pub fn after(&self, message: &Message, now: Timestamp) -> Option<Self> {
        let is_theirs = self.message_id.as_ref() == Some(&message.id) && self.message_version < message.version;
        let state = RecipientState::of(message).filter(|state| is_theirs && *state != self.state)?;
        let reason = message.error_code.as_deref().zip(message.error_message.as_deref());
        let (sent_at, delivered_at) = (message.sent_at.or(message.delivered_at), message.delivered_at);
        let message_version = message.version;
        Some(Self { sent_at, delivered_at, message_version, ..self.moved(state, reason, now) })
    }

    /// What this recipient adds to the campaign's counters.
    #[must_use]
    pub fn counted(&self) -> Tally {
        let mut names = vec![self.state.as_str().to_owned()];
        if matches!(self.state, RecipientState::Failed | RecipientState::Refused) {
            let reason = self.reason.as_deref().unwrap_or("unknown").chars();
            let reason: String = reason.filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            names.push(format!("reason_{reason}"));
        }
        let moments = [("sent", self.sent_at), ("delivered", self.delivered_at), ("failed", self.failed_at)];
        for (word, at) in moments {
            names.extend(at.map(|at| format!("at_{word}_{}", at.as_second().div_euclid(MOMENT_SECONDS))));
        }
        let mut tally: Tally = names.into_iter().map(|name| (name, 1)).collect();
        if self.state.is_handed_over() {
            let country = self.country.as_deref().unwrap_or("unknown");
            tally.insert(format!("segments_{country}"), i64::from(self.segments));
        }
        tally
    }
}

/// What changes in the counters when a recipient does.
#[must_use]
pub fn difference(before: Option<&Recipient>, after: &Recipient) -> Tally {
    let mut tally = after.counted();
    for (name, count) in before.map(Recipient::counted).unwrap_or_default() {
        *tally.entry(name).or_default() -= count;
    }
    tally.retain(|_, count| *count != 0);
    tally
}

/// The figures that counters are.
#[must_use]
pub fn figures(tally: &Tally, prices: &PriceTable) -> Figures {
    let count = |name: &str| u64::try_from(tally.get(name).copied().unwrap_or_default()).unwrap_or_default();
    let of = |state: RecipientState| count(state.as_str());
    let (mut reasons, mut segments, mut moments) = (Vec::new(), BTreeMap::new(), BTreeMap::<i64, Moment>::new());
    for name in tally.keys().filter(|name| count(name) > 0) {
        if let Some(reason) = name.strip_prefix("reason_") {
            reasons.push(ReasonCount { reason: reason.to_owned(), count: count(name) });
        } else if let Some(country) = name.strip_prefix("segments_") {
            segments.insert(country.to_owned(), count(name));
        } else if let Some((word, at)) = name.strip_prefix("at_").and_then(|rest| rest.split_once('_'))
            && let Ok(at) = at.parse::<i64>()
        {
            let moment = moments.entry(at).or_default();
            moment.at = Timestamp::from_second(at * MOMENT_SECONDS).unwrap_or_default();
            match word {
                "sent" => moment.sent = count(name),
                "delivered" => moment.delivered = count(name),
                _ => moment.failed = count(name),
            }
        }
    }
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    use RecipientState as State;
    let all =
        [State::Waiting, State::Queued, State::Sent, State::Delivered, State::Failed, State::Uncertain, State::Refused];
    Figures {
        total: all.into_iter().chain([State::Canceled]).map(of).sum(),
        waiting: of(State::Waiting),
        queued: of(State::Queued),
        sent: of(State::Sent),
        delivered: of(State::Delivered),
        failed: of(State::Failed),
        uncertain: of(State::Uncertain),
        refused: of(State::Refused),
        canceled: of(State::Canceled),
        invalid: of(State::Invalid),
        duplicate: of(State::Duplicate),
        reasons,
        segments: segments.values().sum(),
        price: prices.total(&segments),
        moments: moments.into_values().collect(),
    }
}
