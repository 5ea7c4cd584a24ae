//! Notes of the team in a thread.

use crate::account::Role;
use crate::flows::Ports;
use crate::ids::{ConversationId, NoteId, TenantId, UserId};
use crate::ports::PortError;
use crate::settings::{FieldError, wrong};
use crate::thread::{NOTE_MAX_CHARACTERS, Note};

/// Why a note was not taken or not removed.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// The words cannot be as they are.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// There is no such conversation or note.
    #[error("Not found.")]
    NotFound,
    /// It is somebody else's.
    #[error("Only who wrote a note or an owner can delete it.")]
    NotYours,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Keeps a note.
///
/// # Errors
/// [`NoteError`]; then nothing was stored.
pub async fn add_note(
    ports: &Ports,
    tenant: &TenantId,
    conversation: &ConversationId,
    author: &UserId,
    text: &str,
) -> Result<Note, NoteError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(wrong("text", "A note needs words.").into());
    }
    if text.chars().count() > NOTE_MAX_CHARACTERS {
        return Err(wrong("text", format!("A note has at most {NOTE_MAX_CHARACTERS} characters.")).into());
    }
    let now = ports.clock.now();
    let note = Note {
        id: NoteId::new(ports.ids.ulid(now), conversation),
        conversation_id: conversation.clone(),
        author_id: author.clone(),
        text: text.to_owned(),
        created_at: now,
        deleted_at: None,
        version: 1,
    };
    if ports.threads.put_note(tenant, &note).await? { Ok(note) } else { Err(NoteError::NotFound) }
}

/// Takes the words of a note away; that there was one stays. A second time changes nothing.
///
/// # Errors
/// [`NoteError`]; then nothing was changed.
pub async fn delete_note(
    ports: &Ports,
    tenant: &TenantId,
    id: &NoteId,
    (who, role): (&UserId, Role),
) -> Result<Note, NoteError> {
    let note = ports.threads.note(tenant, id).await?.ok_or(NoteError::NotFound)?;
    if note.author_id != *who && role != Role::Owner {
        return Err(NoteError::NotYours);
    }
    if note.deleted_at.is_some() {
        return Ok(note);
    }
    ports.threads.remove_note(tenant, id, ports.clock.now()).await?.ok_or(NoteError::NotFound)
}
