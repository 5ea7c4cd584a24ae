//! What every table promises of calls.

use futures_util::future::join_all;
use hub_core::address::Address;
use hub_core::audit::Action;
use hub_core::call::{Call, CallFilter, CallStatus, Report};
use hub_core::contact::Contact;
use hub_core::flows::calls::last_message;
use hub_core::ids::{CallId, ConversationId, MessageId};
use hub_core::page::PageRequest;
use hub_core::ports::{
    CallBegun, CallRecord, CallStore, Contacts, ConversationStore, DueWork, MediaSource, MessageStore, People,
    SettingsStore, ThreadNews,
};
use jiff::Timestamp;

use crate::sample::{RIVALS, entry, later, new_tenant, stranger, tenant, ulid};
use crate::stores::Stores;

fn caller() -> Address {
    Address::from_carrier("+14155550123")
}

/// A call that rings, some seconds after the first one.
fn record(sid: &str, seconds: i64) -> CallRecord {
    let ours = Address::from_carrier("+12015550123");
    let conversation = ConversationId::between(&tenant(), "sms", &ours, &caller());
    let id = CallId::new(ulid(later(seconds)), &conversation);
    let mut call = Call::inbound(id, &conversation, (&ours, &caller()), later(seconds));
    call.sid = Some(sid.to_owned());
    CallRecord { call, source: None, due: Some(later(seconds + 300)) }
}

async fn contact(stores: &Stores) -> Contact {
    let contact = stores.table.contact(&tenant(), &caller()).await.expect("read");
    contact.unwrap_or_else(|| Contact::unknown(&caller()))
}

async fn begun(stores: &Stores, sid: &str, seconds: i64) -> CallRecord {
    let record = record(sid, seconds);
    let outcome = stores.table.begin_call(&tenant(), &record, &contact(stores).await).await.expect("an answer");
    assert_eq!(outcome, CallBegun::Stored);
    record
}

fn page(limit: usize) -> PageRequest {
    PageRequest { limit, after: None }
}

pub async fn a_call_is_stored_once_however_many_tell_of_it(stores: &Stores) {
    let records: Vec<_> = (0..RIVALS).map(|_| record("CA1", 0)).collect();
    let (ours, contact) = (tenant(), contact(stores).await);
    let outcomes = join_all(records.iter().map(|record| stores.table.begin_call(&ours, record, &contact))).await;
    let outcomes: Vec<_> = outcomes.into_iter().map(|outcome| outcome.expect("an answer")).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == CallBegun::Stored).count(), 1);
    let id = stores.table.call_by_sid(&tenant(), "CA1").await.expect("read").expect("a call");
    for outcome in outcomes.iter().filter(|outcome| **outcome != CallBegun::Stored) {
        assert_eq!(*outcome, CallBegun::Known(id.clone()));
    }
    let calls = stores.table.calls(&tenant(), &CallFilter::default(), &page(10)).await.expect("a page");
    assert_eq!(calls.rows.iter().map(|call| &call.id).collect::<Vec<_>>(), [&id]);
    assert_eq!(stores.table.call_record(&stranger(), &id).await.expect("read"), None, "another tenant's");
    assert_eq!(stores.table.call_by_sid(&stranger(), "CA1").await.expect("read"), None);
}

pub async fn a_call_lies_in_its_thread_and_is_no_message(stores: &Stores) {
    let record = begun(stores, "CA1", 0).await;
    let (thread, call) = (&record.call.conversation_id, &record.call);
    let conversation = stores.table.conversation(&tenant(), thread).await.expect("read").expect("a thread");
    let last = conversation.last_message.expect("news");
    assert_eq!((last.preview.as_str(), conversation.inbound_count), ("Incoming call", 0));
    let messages = stores.table.messages(&tenant(), thread, &page(10)).await.expect("a page");
    assert_eq!(messages.rows, []);
    let as_message: MessageId = call.id.as_str().replacen("call_", "msg_", 1).parse().expect("an id");
    assert_eq!(stores.table.message(&tenant(), &as_message).await.expect("read"), None);
    assert!(contact(stores).await.threads.contains(thread), "the customer has the thread");
}

pub async fn of_many_changes_of_one_version_one_is_kept_with_its_news(stores: &Stores) {
    let mut record = begun(stores, "CA1", 0).await;
    record.call.report(&Report::of(CallStatus::NoAnswer), later(9));
    record.call.version += 1;
    record.source = Some(MediaSource { url: "https://api.twilio.com/x".to_owned(), tries: 2 });
    record.due = None;
    let news = ThreadNews { last: last_message(&record.call, later(9)), is_unread: true };
    let ours = tenant();
    let kept = join_all((0..RIVALS).map(|_| stores.table.put_call(&ours, &record, Some(&news)))).await;
    assert_eq!(kept.into_iter().filter(|kept| *kept.as_ref().expect("an answer")).count(), 1);
    let stored = stores.table.call_record(&tenant(), &record.call.id).await.expect("read");
    assert_eq!(stored.as_ref(), Some(&record));
    let thread = stores.table.conversation(&tenant(), &record.call.conversation_id).await.expect("read");
    assert_eq!(thread.expect("a thread").inbound_count, 1, "counted once");
}

pub async fn calls_are_listed_and_due_as_long_as_something_is_outstanding(stores: &Stores) {
    let mut records = Vec::new();
    for at in 0..5 {
        records.push(begun(stores, &format!("CA{at}"), at).await);
    }
    let mut over = records[0].clone();
    over.call.report(&Report::of(CallStatus::Completed), later(60));
    over.call.version += 1;
    over.due = None;
    assert!(stores.table.put_call(&tenant(), &over, None).await.expect("an answer"));
    stores.table.postpone_call(&tenant(), &records[1].call.id, later(900)).await.expect("postponed");
    stores.table.postpone_call(&tenant(), &over.call.id, later(1)).await.expect("nothing to postpone");
    let due = async |seconds| {
        let due = stores.table.due_calls(later(seconds), 10).await.expect("a list");
        due.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    let id = |at: usize| records[at].call.id.clone();
    assert_eq!(due(300).await, []);
    assert_eq!(due(500).await, [id(2), id(3), id(4)]);
    assert_eq!(due(1000).await, [id(2), id(3), id(4), id(1)]);
    let active = stores.table.active_calls(&tenant(), later(2)).await.expect("a list");
    assert_eq!(active.iter().map(|call| call.id.clone()).collect::<Vec<_>>(), [id(4), id(3), id(2)]);
    let (mut seen, mut next) = (Vec::new(), page(2));
    loop {
        let found = stores.table.calls(&tenant(), &CallFilter::default(), &next).await.expect("a page");
        seen.extend(found.rows.into_iter().map(|call| call.id));
        match found.next {
            Some(position) => next.after = Some(position),
            None => break,
        }
    }
    assert_eq!(seen, [id(4), id(3), id(2), id(1), id(0)]);
    let theirs = stores.table.calls(&stranger(), &CallFilter::default(), &page(10)).await.expect("a page");
    assert_eq!(theirs.rows, []);
}

pub async fn calls_of_a_time_are_listed_oldest_first(stores: &Stores) {
    let mut ids = Vec::new();
    for at in 0..5 {
        ids.push(begun(stores, &format!("CA{at}"), at).await.call.id);
    }
    let between = async |since, before, limit| {
        let calls = stores.table.calls_between(&tenant(), later(since), later(before), limit).await.expect("a list");
        calls.into_iter().map(|call| call.id).collect::<Vec<_>>()
    };
    assert_eq!(between(1, 4, 10).await, ids[1..4], "the first moment counts, the last one does not");
    assert_eq!(between(0, 9, 2).await, ids[..2]);
    assert_eq!(between(4, 4, 10).await, []);
    assert_eq!(between(9, 4, 10).await, []);
    assert_eq!(stores.table.calls_between(&stranger(), later(0), later(9), 10).await.expect("a list"), []);
}

pub async fn a_look_for_old_recordings_goes_on_from_where_it_was(stores: &Stores) {
    let table = &stores.table;
    let new = new_tenant(&tenant(), Vec::new());
    let mut settings = new.settings.clone();
    assert!(table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("made"));
    let due = async |at| {
        let work = table.due(at, 10).await.expect("a list");
        work.into_iter().filter(|work| matches!(work, DueWork::Recordings { .. })).count()
    };
    let mut change = async |days| {
        settings.version += 1;
        settings.recordings_kept_days = days;
        assert!(table.put_settings(&tenant(), &settings, &entry(Action::SettingsChanged)).await.expect("an answer"));
    };
    let far = later(1_000_000_000);
    assert_eq!((table.cleaned_until(&tenant()).await.expect("read"), due(far).await), (None, 0), "all are kept");
    change(Some(30)).await;
    let begins = table.cleaned_until(&tenant()).await.expect("read").expect("a beginning");
    assert_eq!((begins, due(far).await), (Timestamp::UNIX_EPOCH, 1));
    table.clean_on(&tenant(), begins, later(5), later(100)).await.expect("moved");
    assert_eq!((due(later(100)).await, due(later(101)).await), (0, 1));
    table.clean_on(&tenant(), begins, later(9), later(200)).await.expect("nothing");
    assert_eq!(table.cleaned_until(&tenant()).await.expect("read"), Some(later(5)), "it was elsewhere");
    change(Some(7)).await;
    assert_eq!(table.cleaned_until(&tenant()).await.expect("read"), Some(later(5)), "what was done is done");
    change(None).await;
    assert_eq!((table.cleaned_until(&tenant()).await.expect("read"), due(far).await), (None, 0));
    assert_eq!(table.cleaned_until(&stranger()).await.expect("read"), None);
}
