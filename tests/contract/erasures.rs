//! What every table promises of erased contacts.

use futures_util::future::join_all;
use hub_core::address::Address;
use hub_core::audit::Action;
use hub_core::contact::Contact;
use hub_core::conversation::Conversation;
use hub_core::erasure::{Erasure, Trace};
use hub_core::ids::ErasureId;
use hub_core::page::PageRequest;
use hub_core::ports::{Contacts, ConversationStore, DueWork, Erasures, MessageStore};
use hub_core::thread::ThreadEntry;
use jiff::Timestamp;

use crate::sample::{RIVALS, actions, entry, later, now, stranger, tenant, ulid};
use crate::stores::Stores;
use crate::table::{OURS, THEIRS, customer, inbound, queued, receive};

/// The customer and their thread, after some texts.
async fn known(stores: &Stores) -> (Contact, Vec<Conversation>) {
    let contact = customer(stores).await;
    let mut rows = Vec::new();
    for thread in &contact.threads {
        rows.extend(stores.table.conversation(&tenant(), thread).await.expect("read"));
    }
    (contact, rows)
}

async fn begin(stores: &Stores, contact: &Contact, rows: &[Conversation], id: &ErasureId) -> bool {
    let threads = contact.threads.iter().cloned().collect();
    let actor = entry(Action::ContactErased).actor;
    let erasure = Erasure::new(id.clone(), (&contact.address, false), (threads, rows), (actor, later(10)));
    let line = entry(Action::ContactErased);
    stores.table.begin(&tenant(), (contact, rows), (&erasure, later(30)), &line).await.expect("an answer")
}

fn id(at: Timestamp) -> ErasureId {
    ErasureId::new(ulid(at))
}

async fn erasure(stores: &Stores, id: &ErasureId) -> Erasure {
    stores.table.erasure(&tenant(), id).await.expect("read").expect("an erasure")
}

pub async fn a_contact_leaves_with_their_threads_or_not_at_all(stores: &Stores) {
    receive(stores, inbound("SM1", OURS)).await;
    let (contact, rows) = known(stores).await;
    receive(stores, inbound("SM2", OURS)).await;
    let id = id(now());
    assert!(!begin(stores, &contact, &rows, &id).await, "the customer wrote since");
    assert_eq!(actions(stores, &tenant()).await, []);
    assert_eq!(stores.table.erasure(&tenant(), &id).await.expect("read"), None);
    let (contact, rows) = known(stores).await;
    assert_eq!(rows[0].inbound_count, 2, "nothing was touched");
    assert!(begin(stores, &contact, &rows, &id).await);
    let address = Address::from_carrier(THEIRS);
    assert_eq!(stores.table.contact(&tenant(), &address).await.expect("read"), None);
    assert_eq!(stores.table.conversation(&tenant(), &rows[0].id).await.expect("read"), None);
    assert!(!begin(stores, &contact, &rows, &id).await, "once");
    assert_eq!(actions(stores, &tenant()).await, [Action::ContactErased]);

    let page = PageRequest { limit: 10, after: None };
    assert_eq!(stores.table.erasures(&tenant(), &page).await.expect("a page").rows.len(), 1);
    assert_eq!(stores.table.erasures(&stranger(), &page).await.expect("a page").rows, []);
    assert_eq!(stores.table.erasure(&stranger(), &id).await.expect("read"), None);
    let work = DueWork::Erasure { tenant: tenant(), id: id.clone() };
    let due = async |seconds| stores.table.due(later(seconds), 10).await.expect("a list");
    assert_eq!((due(30).await, due(31).await), (vec![], vec![work.clone()]));
    Erasures::postpone(&stores.table, &tenant(), &id, later(60)).await.expect("postponed");
    assert_eq!((due(60).await, due(61).await), (vec![], vec![work]));
}

pub async fn traces_go_with_their_count_or_not_at_all(stores: &Stores) {
    receive(stores, inbound("SM1", OURS)).await;
    let waiting = queued(stores).await;
    let (contact, rows) = known(stores).await;
    let (id, thread) = (id(now()), rows[0].id.clone());
    assert!(begin(stores, &contact, &rows, &id).await);
    let first = erasure(stores, &id).await;
    let until = first.remaining.as_ref().expect("more to do").until;
    let traces = async |until| stores.table.traces(&tenant(), &thread, until, 10).await.expect("traces");
    assert_eq!(traces(now() - jiff::SignedDuration::from_secs(1)).await, [], "what came later is no trace");
    let read = traces(until).await;
    assert_eq!(read.len(), 2);

    let next = Erasure { version: first.version + 1, ..first.clone() };
    let remove = async |read: &[Trace], next: &Erasure, due| {
        stores.table.remove(&tenant(), read, (next, due)).await.expect("an answer")
    };
    let claimed = stores.table.claim(&tenant(), &waiting, now(), later(60)).await.expect("an answer");
    assert!(claimed.is_some());
    assert!(!remove(&read, &next, Some(later(90))).await, "a worker has taken one of them");
    assert_eq!((traces(until).await.len(), erasure(stores, &id).await), (2, first));
    let read = traces(until).await;
    let is_sending =
        |trace: &Trace| matches!(trace, Trace::Entry(ThreadEntry::Message { .. })) && trace.is_under_way(now());
    assert_eq!(read.iter().filter(|trace| is_sending(trace)).count(), 1);
    let all = join_all((0..RIVALS).map(|_| remove(&read, &next, Some(later(90))))).await;
    assert_eq!(all.iter().filter(|is_done| **is_done).count(), 1, "one of many counts them");
    assert_eq!((traces(until).await, erasure(stores, &id).await.version), (vec![], next.version));

    let mut last = Erasure { version: next.version + 1, ..next };
    last.finish(later(20));
    assert!(remove(&[], &last, None).await);
    assert_eq!(stores.table.due(later(1_000), 10).await.expect("a list"), []);
    Erasures::postpone(&stores.table, &tenant(), &id, later(60)).await.expect("nothing to do");
    assert_eq!(stores.table.due(later(1_000), 10).await.expect("a list"), [], "what is done comes back no more");
    assert_eq!(erasure(stores, &id).await, last);
}
