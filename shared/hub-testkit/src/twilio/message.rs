//! One message as the simulated Twilio keeps it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::attachment::MediaPart;

/// A message, outbound or inbound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `SM` or `MM` and 32 hex digits.
    pub sid: String,
    /// The account it belongs to.
    pub account_sid: String,
    /// The sender; none while a Messaging Service has not chosen one.
    pub from: Option<String>,
    /// The recipient.
    pub to: String,
    /// The Messaging Service, when one was named.
    pub messaging_service_sid: Option<String>,
    /// The text; empty once redacted.
    pub body: String,
    /// Media of an MMS, as they were named.
    pub media_urls: Vec<String>,
    /// The files themselves: of an inbound message at once, of an outbound one when they were fetched.
    #[serde(default)]
    pub media: Vec<MediaPart>,
    /// Which way it went, and why.
    pub direction: Direction,
    /// The current status, in Twilio's words.
    pub status: String,
    /// Why it failed.
    pub error_code: Option<u32>,
    /// Number of segments.
    pub segments: u32,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it is to be sent (`SendAt`).
    pub send_at: Option<Timestamp>,
    /// Where status callbacks go.
    pub status_callback: Option<String>,
    /// Twilio's own answer to a keyword, not the hub's words.
    pub by_provider: bool,
    /// The recipient's handset shows it.
    pub on_handset: bool,
    /// Removed by DELETE: gone from the REST resource, kept in this record.
    pub deleted: bool,
}

impl Message {
    /// True when no further status follows.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self.status.as_str(), "accepted" | "scheduled" | "queued" | "sending" | "sent")
    }

    /// The sender while the message is still with its service: the pool's choice is not public yet.
    pub(crate) fn public_from(&self) -> Option<&str> {
        let hidden = self.messaging_service_sid.is_some() && matches!(self.status.as_str(), "accepted" | "scheduled");
        if hidden { None } else { self.from.as_deref() }
    }
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From a handset to the hub.
    Inbound,
    /// Created by the hub through REST.
    OutboundApi,
    /// An answer to an inbound message: TwiML, or Twilio's keyword reply.
    OutboundReply,
}

impl Direction {
    /// Twilio's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::OutboundApi => "outbound-api",
            Self::OutboundReply => "outbound-reply",
        }
    }
}
