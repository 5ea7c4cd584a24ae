//! What every table promises of the search.

use hub_core::ids::{ConversationId, MessageId, TenantId};
use hub_core::message::{Direction, Message};
use hub_core::page::{PageRequest, Position};
use hub_core::ports::{Contacts, InboundOutcome, Indexed, SearchIndex};
use hub_core::search::Terms;

use crate::sample::{now, tenant};
use crate::stores::Stores;
use crate::table::{OURS, customer, from_customer, message, receive};

fn terms(query: &str) -> Terms {
    Terms::of(query).expect("words")
}

fn page(limit: usize, after: Option<Position>) -> PageRequest {
    PageRequest { limit, after }
}

fn written(message: &Message) -> (TenantId, Indexed) {
    let text = Indexed::Text { id: message.id.clone(), before: None, after: Some(message.body.clone()) };
    (tenant(), text)
}

async fn stored(stores: &Stores, sid: &str, body: &str) -> Message {
    let message = Message { sid: Some(sid.to_owned()), ..message(Direction::Inbound, OURS, body) };
    assert_eq!(receive(stores, from_customer(message.clone())).await, InboundOutcome::Stored);
    message
}

async fn found(stores: &Stores, query: &str) -> Vec<MessageId> {
    let page = stores.table.messages_with(&tenant(), &terms(query), &page(100, None)).await.expect("read");
    page.rows.into_iter().map(|(message, _)| message.id).collect()
}

async fn named(stores: &Stores, query: &str) -> Vec<ConversationId> {
    let found = stores.table.conversations_with(&tenant(), &terms(query), 10).await.expect("read");
    found.into_iter().map(|conversation| conversation.id).collect()
}

pub async fn what_is_indexed_again_or_in_another_order_is_found_once(stores: &Stores) {
    let (first, second) =
        (stored(stores, "SM1", "Friday or monday").await, stored(stores, "SM2", "On Friday, friday!").await);
    for batch in [vec![&second], vec![&first, &second, &first], vec![&first]] {
        let batch: Vec<_> = batch.into_iter().map(written).collect();
        stores.table.index(&batch).await.expect("indexed");
    }
    let mut newest_first = vec![first.id.clone(), second.id];
    newest_first.sort_by(|a, b| b.cmp(a));
    assert_eq!(found(stores, "fri").await, newest_first);
    assert_eq!(found(stores, "friday mon").await, [first.id]);
    let stranger: TenantId = "ten_globex".parse().expect("an id");
    let theirs = stores.table.messages_with(&stranger, &terms("friday"), &page(10, None)).await.expect("read");
    assert_eq!(theirs.rows, []);
}

pub async fn an_erased_or_changed_text_is_not_found(stores: &Stores) {
    let message = stored(stores, "SM1", "Friday or monday").await;
    // Indexed with a text that it no longer has, and beside a message that was never there.
    let changed = Indexed::Text { id: message.id.clone(), before: None, after: Some("needle friday".to_owned()) };
    let gone = self::message(Direction::Inbound, OURS, "needle friday");
    stores.table.index(&[(tenant(), changed), written(&gone)]).await.expect("indexed");
    assert_eq!((found(stores, "needle").await, found(stores, "friday").await), (vec![], vec![message.id.clone()]));
    let erased = Indexed::Text { id: message.id, before: Some("needle friday".to_owned()), after: None };
    stores.table.index(&[(tenant(), erased)]).await.expect("indexed");
    assert_eq!(found(stores, "friday").await, []);
}

pub async fn the_newest_name_is_found_whatever_comes_last(stores: &Stores) {
    let id = stored(stores, "SM1", "Hello").await.conversation_id;
    let number = || "+14155550123".to_owned();
    let names = |before: Option<&str>, after: Option<&str>| {
        let of = |name: Option<&str>| name.map(|name| (name.to_owned(), number()));
        [(tenant(), Indexed::Names { id: id.clone(), before: of(before), after: of(after) })]
    };
    let rename = async |name: &str| {
        assert!(stores.table.rename(&tenant(), &customer(stores).await, Some(name), now()).await.expect("renamed"));
    };
    stores.table.index(&names(None, Some(""))).await.expect("indexed");
    rename("Bella").await;
    // The last change comes first, and an older one once more.
    for (before, after) in [("Anna", "Bella"), ("", "Anna")] {
        stores.table.index(&names(Some(before), Some(after))).await.expect("indexed");
    }
    assert_eq!((named(stores, "anna").await, named(stores, "bella").await), (vec![], vec![id.clone()]));
    assert_eq!(named(stores, "(415) 555-0123").await, [id]);
}

pub async fn a_page_reads_a_bounded_part_of_the_index(stores: &Stores) {
    let batch: Vec<_> = (0..1_050).map(|_| written(&message(Direction::Inbound, OURS, "needless"))).collect();
    stores.table.index(&batch).await.expect("indexed");
    let (mut after, mut rows, mut pages) = (None, Vec::new(), 0);
    loop {
        let found = stores.table.messages_with(&tenant(), &terms("needle1"), &page(10, after)).await.expect("read");
        pages += 1;
        rows.extend(found.rows);
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((rows.len(), pages), (0, 2), "the second request goes on where the first one stopped");
}
