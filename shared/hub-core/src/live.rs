//! Live events: what changed, numbered per tenant without a gap.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::campaign::Campaign;
use crate::carrier_account::CarrierStatus;
use crate::conversation::Conversation;
use crate::ids::{ConversationId, TenantId, UserId};
use crate::message::Message;
use crate::schedule::ScheduledMessage;
use crate::thread::Note;

/// Something that happened, as the browser gets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Position in the tenant's events: 1, 2, 3, … without a gap.
    pub seq: u64,
    /// When it was published.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened, with the whole new state of the thing it happened to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum EventKind {
    /// A message was stored.
    #[serde(rename_all = "camelCase")]
    NewMessage {
        /// The thread.
        conversation_id: ConversationId,
        /// The message.
        message: Box<Message>,
    },
    /// A message changed.
    #[serde(rename_all = "camelCase")]
    MessageStatusUpdated {
        /// The thread.
        conversation_id: ConversationId,
        /// The message.
        message: Box<Message>,
    },
    /// A note was written.
    #[serde(rename_all = "camelCase")]
    NoteAdded {
        /// The thread.
        conversation_id: ConversationId,
        /// The note.
        note: Box<Note>,
    },
    /// The words of a note were taken away.
    #[serde(rename_all = "camelCase")]
    NoteDeleted {
        /// The thread.
        conversation_id: ConversationId,
        /// What is left of the note.
        note: Box<Note>,
    },
    /// A conversation began or changed.
    ConversationUpdated {
        /// The conversation.
        conversation: Box<Conversation>,
    },
    /// A conversation was erased with its customer.
    #[serde(rename_all = "camelCase")]
    ConversationErased {
        /// The thread.
        conversation_id: ConversationId,
    },
    /// A call came or changed.
    CallUpdated {
        /// The call.
        call: Box<Call>,
    },
    /// A caller left a message. It is news of the call, too.
    NewVoicemail {
        /// The call.
        call: Box<Call>,
    },
    /// The carrier was connected, stopped or repaired.
    CarrierChanged {
        /// How it stands now.
        status: CarrierStatus,
        /// Why it is stopped, in a plain sentence.
        reason: Option<String>,
    },
    /// A scheduled text was made, changed or ended.
    ScheduledChanged {
        /// The text.
        scheduled: Box<ScheduledMessage>,
    },
    /// A campaign was made, changed or ended. What became of its texts is told by their own events.
    CampaignChanged {
        /// The campaign.
        campaign: Box<Campaign>,
    },
    /// A template came, changed or went.
    TemplatesChanged {},
    /// A number came, changed or went.
    NumbersChanged {},
    /// The settings changed.
    SettingsChanged {},
    /// A person or an invitation came, changed or went.
    PeopleChanged {},
}

/// A change of the table that the team should hear of.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The stream's own id of the change, the same on every redelivery.
    pub id: String,
    /// Whose change it is.
    pub tenant: TenantId,
    /// When the table took it.
    pub at: Timestamp,
    /// The event it becomes.
    pub kind: EventKind,
}

/// A published event and the change it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The event.
    pub event: Event,
    /// [`Change::id`] of its cause.
    pub change_id: String,
}

/// Events that were appended together, without the events.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// The number of the last of them.
    pub last: u64,
    /// When they were published.
    pub at: Timestamp,
    /// [`Change::id`] of the cause of each.
    pub change_ids: Vec<String>,
}

/// Who stands behind a socket or a one-time ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Visitor {
    /// Their organisation.
    pub tenant_id: TenantId,
    /// The person.
    pub user_id: UserId,
    /// An external provider vouches for the person, so that they are in no list of ours.
    #[serde(default)]
    pub is_external: bool,
}
