//! What stands in a thread, beside the texts themselves.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::ids::{ConversationId, NoteId, UserId};
use crate::message::Message;

/// Characters of a note.
pub const NOTE_MAX_CHARACTERS: usize = 4_000;

/// Words for the team, which the customer never sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// The note's id.
    pub id: NoteId,
    /// The thread.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub author_id: UserId,
    /// The words; empty once they were taken away.
    pub text: String,
    /// When it was written.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When its words were taken away.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub deleted_at: Option<Timestamp>,
    /// Rises with every change.
    pub version: u64,
}

/// One entry of a thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ThreadEntry {
    /// A text, in or out.
    Message {
        /// The text.
        message: Box<Message>,
    },
    /// A note of the team.
    Note {
        /// The note.
        note: Box<Note>,
    },
    /// A call, in or out.
    Call {
        /// The call.
        call: Box<Call>,
    },
}
