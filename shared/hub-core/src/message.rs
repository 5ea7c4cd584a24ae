//! One text, in or out, and the states it moves through.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::campaign::MessageCampaign;
use crate::channel::ChannelClass;
use crate::ids::{ConversationId, MessageId, UserId};
use crate::keywords::Keyword;
use crate::media::Media;
use crate::segments::Encoding;
use crate::whatsapp::TemplateUse;

/// The longest body a carrier takes, in characters.
pub const BODY_MAX_CHARACTERS: usize = 1_600;

/// Whether a customer wrote the message or we did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the customer to us.
    Inbound,
    /// From us to the customer.
    Outbound,
}

/// Where a message stands. A word that we do not know is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "String")]
#[schemars(with = "String")]
pub enum MessageStatus {
    /// To be sent at a set time.
    Scheduled,
    /// Accepted by us, not yet taken by a worker.
    Queued,
    /// A worker has it, or the carrier has it and has not sent it yet.
    Sending,
    /// We cannot tell whether the carrier took it. Never sent again by itself.
    Uncertain,
    /// The carrier handed it on.
    Sent,
    /// It reached the handset.
    Delivered,
    /// The person opened it.
    Read,
    /// The network could not deliver it.
    Undelivered,
    /// The carrier refused it.
    Failed,
    /// We refused it before it reached the carrier.
    Blocked,
    /// Taken back before it was sent.
    Canceled,
    /// Written by a customer.
    Received,
    /// A carrier's word that this hub does not know.
    Other(String),
}

impl MessageStatus {
    /// The word in JSON, in the table and at the carrier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Uncertain => "uncertain",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Undelivered => "undelivered",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Canceled => "canceled",
            Self::Received => "received",
            Self::Other(word) => word,
        }
    }

    /// The rank that is stored beside the status. Failures rank above everything, so that nothing follows them.
    #[must_use]
    pub fn rank(&self) -> u32 {
        match self {
            Self::Scheduled | Self::Other(_) => 0,
            Self::Queued => 10,
            Self::Sending => 20,
            Self::Uncertain => 25,
            Self::Sent => 30,
            Self::Delivered | Self::Received => 40,
            Self::Read => 50,
            Self::Undelivered | Self::Failed | Self::Blocked | Self::Canceled => 60,
        }
    }

    /// A status may be replaced by this one only while its stored rank is below this bound.
    ///
    /// Delivered does not become failed and failed never becomes anything, however late or often callbacks come.
    #[must_use]
    pub fn follows_below(&self) -> u32 {
        self.rank().min(if matches!(self, Self::Read) { 50 } else { 40 })
    }

    /// Whether `self` may be replaced by `next`.
    #[must_use]
    pub fn may_become(&self, next: &Self) -> bool {
        self.rank() < next.follows_below()
    }

    /// Reads the carrier's word for an outbound message.
    ///
    /// Twilio's `accepted` and `queued` mean that it holds the message: to the team that is "sending".
    #[must_use]
    pub fn from_carrier(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "accepted" | "queued" | "scheduled" | "sending" => Self::Sending,
            "sent" => Self::Sent,
            "delivered" | "partially_delivered" => Self::Delivered,
            "read" => Self::Read,
            "undelivered" => Self::Undelivered,
            "failed" => Self::Failed,
            "canceled" => Self::Canceled,
            _ => Self::Other(word.chars().take(40).collect()),
        }
    }
}

impl From<String> for MessageStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "scheduled" => Self::Scheduled,
            "queued" => Self::Queued,
            "sending" => Self::Sending,
            "uncertain" => Self::Uncertain,
            "sent" => Self::Sent,
            "delivered" => Self::Delivered,
            "read" => Self::Read,
            "undelivered" => Self::Undelivered,
            "failed" => Self::Failed,
            "blocked" => Self::Blocked,
            "canceled" => Self::Canceled,
            "received" => Self::Received,
            _ => Self::Other(word),
        }
    }
}

impl From<MessageStatus> for String {
    fn from(status: MessageStatus) -> Self {
        status.as_str().to_owned()
    }
}

/// What made us write a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A person wrote it, on either side.
    #[default]
    Person,
    /// The organisation's answer to a keyword.
    KeywordReply,
    /// An answer that the hub gives by itself, such as after hours.
    AutoReply,
    /// A text to a list of customers.
    Campaign,
    /// A reminder of an appointment.
    Reminder,
    /// A text some time after a visit or a call.
    FollowUp,
}

impl MessageKind {
    /// Whether no person wrote it.
    #[must_use]
    pub fn is_automated(self) -> bool {
        matches!(self, Self::AutoReply) || self.is_unprompted()
    }

    /// Whether it comes although the customer has just asked nothing: such texts keep quiet hours and the hourly limit.
    ///
    /// # Source
    /// MSG-14.
    #[must_use]
    pub fn is_unprompted(self) -> bool {
        matches!(self, Self::Campaign | Self::Reminder | Self::FollowUp)
    }
}

/// A message as it is stored and as the team sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The message's id.
    pub id: MessageId,
    /// The thread it belongs to.
    pub conversation_id: ConversationId,
    /// The channel class.
    #[serde(default)]
    pub channel: ChannelClass,
    /// Who wrote it.
    pub direction: Direction,
    /// What made us write it.
    #[serde(default)]
    pub kind: MessageKind,
    /// The text, as it came or as it was typed.
    pub body: String,
    /// Where it stands.
    pub status: MessageStatus,
    /// Why it failed: the carrier's code, or one of ours.
    #[serde(default)]
    pub error_code: Option<String>,
    /// Why it failed, in a plain sentence.
    #[serde(default)]
    pub error_message: Option<String>,
    /// The sender.
    pub from: Address,
    /// The recipient.
    pub to: Address,
    /// The alphabet it needs on the air.
    pub encoding: Encoding,
    /// How many SMS segments it takes.
    pub segments: u32,
    /// The carrier's id, once it has one.
    #[serde(default)]
    pub sid: Option<String>,
    /// The id that the sending client gave it.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The person who sent it.
    #[serde(default)]
    pub author_id: Option<UserId>,
    /// The keyword that the whole message is, if it is one.
    #[serde(default)]
    pub keyword: Option<Keyword>,
    /// What is attached, in the sender's order.
    #[serde(default)]
    pub media: Vec<Media>,
    /// The campaign that it is part of.
    #[serde(default)]
    pub campaign: Option<MessageCampaign>,
    /// The approved template that the text was made of.
    #[serde(default)]
    pub template: Option<TemplateUse>,
    /// When its turn comes, while it waits for the pace of its sender.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub turn_at: Option<Timestamp>,
    /// When we stored it.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When the carrier said it was sent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub sent_at: Option<Timestamp>,
    /// When the carrier said it was delivered.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub delivered_at: Option<Timestamp>,
    /// Rises with every change of the message.
    pub version: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_only_moves_up() {
        use MessageStatus::*;
        for (from, to, allowed, why) in [
            (Queued, Sending, true, "a worker takes it"),
            (Sending, Delivered, true, "sent may be skipped"),
            (Delivered, Sent, false, "a late callback"),
            (Delivered, Failed, false, "delivered is final"),
            (Delivered, Read, true, "read is more than delivered"),
            (Failed, Delivered, false, "failed is final"),
            (Failed, Read, false, "failed is final"),
            (Undelivered, Failed, false, "the first failure stays"),
            (Uncertain, Delivered, true, "the callback settles the doubt"),
            (Uncertain, Failed, true, "the callback settles the doubt"),
            (Sending, Other("odd".into()), false, "an unknown word moves nothing"),
            (Sent, Sent, false, "a duplicate"),
        ] {
            assert_eq!(from.may_become(&to), allowed, "{from:?} -> {to:?}: {why}");
        }
    }

    #[test]
    fn words_survive_a_round_trip() {
        for word in ["scheduled", "uncertain", "received", "some_new_word"] {
            assert_eq!(String::from(MessageStatus::from(word.to_owned())), word);
        }
    }
}
