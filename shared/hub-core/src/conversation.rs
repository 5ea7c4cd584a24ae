//! One thread between one of our numbers and one customer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::channel::ChannelClass;
use crate::ids::{ConversationId, UserId};
use crate::media;
use crate::message::{Direction, Message, MessageStatus};

/// Whether a thread still needs the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConversationState {
    /// In the inbox.
    #[default]
    Open,
    /// Out of the inbox until a set time, or until the customer writes again.
    Snoozed,
    /// Done, until the customer writes again.
    Closed,
}

impl ConversationState {
    /// The word in JSON and in keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Snoozed => "snoozed",
            Self::Closed => "closed",
        }
    }
}

/// The newest message of a thread, as much as a list row shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastMessage {
    /// The beginning of the text, or what is attached in its place.
    pub preview: String,
    /// Who wrote it.
    pub direction: Direction,
    /// Its status when it was stored; the message itself has the newest one.
    pub status: MessageStatus,
    /// When it was stored.
    #[schemars(with = "String")]
    pub at: Timestamp,
}

const PREVIEW_CHARACTERS: usize = 120;

impl From<&Message> for LastMessage {
    fn from(message: &Message) -> Self {
        let preview = match message.body.trim() {
            "" => media::in_words(&message.media),
            _ => message.body.chars().take(PREVIEW_CHARACTERS).collect(),
        };
        Self { preview, direction: message.direction, status: message.status.clone(), at: message.created_at }
    }
}

/// A conversation as it is stored and as the team sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// The conversation's id.
    pub id: ConversationId,
    /// The channel class.
    pub channel: ChannelClass,
    /// The number of ours that the customer writes to.
    pub our_number: Address,
    /// The customer's address.
    pub their_address: Address,
    /// The customer's name, if the team gave one.
    #[serde(default)]
    pub contact_name: Option<String>,
    /// Open, snoozed or closed.
    pub state: ConversationState,
    /// When a snoozed thread comes back.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub snoozed_until: Option<Timestamp>,
    /// The person who looks after it.
    #[serde(default)]
    pub assignee_id: Option<UserId>,
    /// How many messages the customer has written.
    #[serde(default)]
    pub inbound_count: u64,
    /// How many of them each person has seen. What is left of `inboundCount` is unread to that person; for who is not
    /// listed, everything that came since they joined.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, u64>")]
    pub reads: BTreeMap<UserId, u64>,
    /// The customer has opted out of this channel.
    #[serde(default)]
    pub opted_out: bool,
    /// The customer's last words may have meant an opt-out; a person should look.
    #[serde(default)]
    pub opt_out_suspected: bool,
    /// When the customer last wrote, in milliseconds since 1970. On `WhatsApp` free texts may go for 24 hours from then.
    #[serde(default)]
    pub last_inbound_ms: Option<i64>,
    /// The newest message.
    #[serde(default)]
    pub last_message: Option<LastMessage>,
    /// When the thread began.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[schemars(with = "String")]
    pub updated_at: Timestamp,
    /// Rises with every change.
    pub version: u64,
}

/// What a person changes in a conversation; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConversationChange {
    /// Open or close; what was snoozed is so no longer.
    pub state: Option<ConversationState>,
    /// Snooze until a time.
    pub snooze_until: Option<Timestamp>,
    /// Assign to a person, or to nobody.
    pub assignee: Option<Option<UserId>>,
    /// A person read the words that may have meant an opt-out, and they did not.
    pub is_no_opt_out: bool,
}

/// How far a person has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadMark {
    /// How many of the customer's messages they have seen.
    pub seen: u64,
    /// They want it less far than it is: marked as unread.
    pub goes_back: bool,
}

/// Which conversations a list shows.
#[derive(Debug, Clone, Default)]
pub struct ConversationFilter {
    /// Open, snoozed or closed ones.
    pub state: ConversationState,
    /// Only those of this person, or of nobody.
    pub assignee: Option<Option<UserId>>,
}
