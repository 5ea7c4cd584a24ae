//! What every table promises of who has read what, of what is put off, and of notes.

use futures_util::future::join_all;
use hub_core::conversation::{Conversation, ConversationChange, ConversationState, ReadMark};
use hub_core::ids::{ConversationId, NoteId};
use hub_core::page::PageRequest;
use hub_core::ports::{ConversationStore, DueWork, Threads};
use hub_core::thread::{Note, ThreadEntry};
use jiff::Timestamp;

use crate::sample::{RIVALS, later, now, stranger, tenant, ulid, user_id};
use crate::stores::Stores;
use crate::table::{OURS, inbound, queued, receive};

/// A conversation in which the customer wrote so many times.
async fn thread(stores: &Stores, texts: u64) -> ConversationId {
    let mut id = None;
    for text in 0..texts {
        let inbound = inbound(&format!("SM{text}"), OURS);
        id = Some(inbound.message.conversation_id.clone());
        receive(stores, inbound).await;
    }
    id.expect("a text")
}

async fn read(stores: &Stores, id: &ConversationId, reader: &str, mark: ReadMark) -> Option<Conversation> {
    stores.table.mark_read(&tenant(), id, (&user_id(reader), mark), now()).await.expect("an answer")
}

fn up_to(seen: u64) -> ReadMark {
    ReadMark { seen, goes_back: false }
}

async fn shown(stores: &Stores, id: &ConversationId) -> Conversation {
    stores.table.conversation(&tenant(), id).await.expect("read").expect("a conversation")
}

pub async fn a_mark_of_many_at_once_is_the_highest(stores: &Stores) {
    let texts = RIVALS as u64;
    let id = thread(stores, texts).await;
    join_all((1..=texts).rev().map(|seen| read(stores, &id, "ann", up_to(seen)))).await;
    read(stores, &id, "bob", up_to(3)).await;
    let conversation = shown(stores, &id).await;
    assert_eq!((conversation.reads[&user_id("ann")], conversation.reads[&user_id("bob")]), (texts, 3));
    assert_eq!((conversation.reads.len(), conversation.inbound_count), (2, texts));
}

pub async fn a_mark_goes_back_only_on_purpose_and_never_too_far(stores: &Stores) {
    let id = thread(stores, 2).await;
    let of =
        |conversation: Option<Conversation>| conversation.expect("a conversation").reads.get(&user_id("ann")).copied();
    assert_eq!(of(read(stores, &id, "ann", up_to(3)).await), None, "more than there is");
    assert_eq!(of(read(stores, &id, "ann", up_to(2)).await), Some(2));
    assert_eq!(of(read(stores, &id, "ann", up_to(1)).await), Some(2));
    assert_eq!(of(read(stores, &id, "ann", ReadMark { seen: 1, goes_back: true }).await), Some(1));
    let ann = user_id("ann");
    let theirs = stores.table.mark_read(&stranger(), &id, (&ann, up_to(2)), now()).await.expect("an answer");
    assert_eq!(theirs, None, "another tenant's");
    assert_eq!(of(Some(shown(stores, &id).await)), Some(1));
}

async fn snooze(stores: &Stores, id: &ConversationId, until: Timestamp) {
    let change = ConversationChange { snooze_until: Some(until), ..ConversationChange::default() };
    stores.table.change_conversation(&tenant(), id, &change, now()).await.expect("an answer").expect("a conversation");
}

pub async fn a_snoozed_thread_is_the_sweeps_until_it_wakes_once(stores: &Stores) {
    use hub_core::ports::MessageStore;
    let id = thread(stores, 1).await;
    let work = DueWork::Conversation { tenant: tenant(), id: id.clone() };
    let due = async |seconds| stores.table.due(later(seconds), 10).await.expect("a list");
    snooze(stores, &id, later(60)).await;
    assert_eq!(shown(stores, &id).await.snoozed_until, Some(later(60)));
    let waiting = queued(stores).await;
    assert_eq!((due(60).await, shown(stores, &id).await.state), (vec![], ConversationState::Open), "a text opens it");
    snooze(stores, &id, later(60)).await;
    assert_eq!((due(60).await, due(61).await), (vec![], vec![work.clone()]));
    let both = [work, DueWork::Message { tenant: tenant(), id: waiting }];
    assert_eq!(due(121).await, both, "what is put off comes first");
    assert!(!stores.table.wake(&tenant(), &id, later(59)).await.expect("an answer"), "not yet");
    let (ours, at) = (tenant(), later(61));
    let woken = join_all((0..RIVALS).map(|_| stores.table.wake(&ours, &id, at))).await;
    assert_eq!(woken.into_iter().filter(|woken| *woken.as_ref().expect("an answer")).count(), 1);
    let conversation = shown(stores, &id).await;
    assert_eq!((conversation.state, conversation.snoozed_until), (ConversationState::Open, None));
    assert_eq!(due(61).await, []);
}

pub async fn a_thread_holds_texts_and_notes_in_the_order_of_time(stores: &Stores) {
    let id = thread(stores, 1).await;
    let note = Note {
        id: NoteId::new(ulid(later(1)), &id),
        conversation_id: id.clone(),
        author_id: user_id("ann"),
        text: "Prefers mornings".to_owned(),
        created_at: later(1),
        deleted_at: None,
        version: 1,
    };
    assert!(stores.table.put_note(&tenant(), &note).await.expect("an answer"));
    assert!(!stores.table.put_note(&stranger(), &note).await.expect("an answer"), "no conversation there");
    let nowhere: ConversationId = "tpl_01".parse().expect("an id");
    let lost = Note { id: NoteId::new(ulid(later(9)), &nowhere), conversation_id: nowhere, ..note.clone() };
    assert!(!stores.table.put_note(&tenant(), &lost).await.expect("an answer"), "an id that names no conversation");
    assert_eq!(stores.table.note(&stranger(), &note.id).await.expect("read"), None);
    let timeline = async |page: PageRequest| stores.table.timeline(&tenant(), &id, &page).await.expect("a page");
    let newest = timeline(PageRequest { limit: 1, after: None }).await;
    assert_eq!(newest.rows, [ThreadEntry::Note { note: Box::new(note.clone()) }]);
    let rest = timeline(PageRequest { limit: 5, after: newest.next }).await;
    assert!(matches!(&rest.rows[..], [ThreadEntry::Message { .. }]) && rest.next.is_none(), "{rest:?}");

    use hub_core::ports::MessageStore;
    let page = PageRequest { limit: 5, after: None };
    let texts = stores.table.messages(&tenant(), &id, &page).await.expect("a page").rows;
    assert_eq!(texts.len(), 1, "a note is no text");
    let as_note = texts[0].id.as_str().replace("msg_", "not_").parse().expect("an id");
    assert_eq!(
        stores.table.remove_note(&tenant(), &as_note, now()).await.expect("an answer"),
        None,
        "a text is no note"
    );
    let gone = stores.table.remove_note(&tenant(), &note.id, later(9)).await.expect("an answer").expect("a note");
    assert_eq!((gone.text.as_str(), gone.deleted_at, gone.version), ("", Some(later(9)), 2));
}
