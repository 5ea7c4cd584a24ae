//! Threads: their entries in the order of time, and notes.

use async_trait::async_trait;
use hub_core::ids::{ConversationId, NoteId, TenantId};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{PortResult, Threads};
use hub_core::thread::{Note, ThreadEntry};
use jiff::Timestamp;

use super::expression::{Change, Item, create_in_transaction, text, text_of};
use super::keys;
use super::pages::Run;
use super::{Table, from_item, to_item, unbuildable};

#[async_trait]
impl Threads for Table {
    async fn timeline(
        &self,
        tenant: &TenantId,
        conversation: &ConversationId,
        page: &PageRequest,
    ) -> PortResult<Page<ThreadEntry>> {
        self.entries(tenant, conversation, page).await
    }

    async fn put_note(&self, tenant: &TenantId, note: &Note) -> PortResult<bool> {
        // An id that names no conversation is one of no conversation.
        let Some(key) = keys::note(tenant, &note.id) else { return Ok(false) };
        let conversation = keys::conversation(tenant, &note.conversation_id);
        let parts = [
            create_in_transaction(&self.name, to_item(&key, "note", note)?),
            Change::new().when_exists("pk").check_in_transaction(&self.name, &conversation),
        ];
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        Ok(self.transact(parts).await?.is_ok())
    }

    async fn note(&self, tenant: &TenantId, id: &NoteId) -> PortResult<Option<Note>> {
        let Some(key) = keys::note(tenant, id) else { return Ok(None) };
        self.read(&key, true).await?.filter(is_note).map(from_item).transpose()
    }

    async fn remove_note(&self, tenant: &TenantId, id: &NoteId, now: Timestamp) -> PortResult<Option<Note>> {
        let Some(key) = keys::note(tenant, id) else { return Ok(None) };
        let change = Change::new()
            .set("text", text(""))
            .set_once("deletedAt", text(now.to_string()))
            .add("version", 1)
            .when("entity", "=", text("note"));
        match self.change(&key, change).await? {
            Ok(item) => from_item(item).map(Some),
            Err(_) => Ok(None),
        }
    }
}

impl Table {
    /// A page of a thread, newest first.
    pub(super) async fn entries(
        &self,
        tenant: &TenantId,
        conversation: &ConversationId,
        page: &PageRequest,
    ) -> PortResult<Page<ThreadEntry>> {
        let pk = keys::conversation_partition(tenant, conversation);
        self.page_of(&Run { pk: &pk, prefix: keys::ENTRIES, newest_first: true }, page, entry).await
    }
}

pub(super) fn entry(item: Item) -> PortResult<ThreadEntry> {
    Ok(match text_of(&item, "entity") {
        Some("note") => ThreadEntry::Note { note: Box::new(from_item(item)?) },
        Some("call") => ThreadEntry::Call { call: Box::new(from_item(item)?) },
        _ => ThreadEntry::Message { message: Box::new(from_item(item)?) },
    })
}

fn is_note(item: &Item) -> bool {
    text_of(item, "entity") == Some("note")
}
