//! What every table promises of messages, conversations, consent and live events.

use crate::sample::{later, now, tenant, ulid};
use crate::stores::Stores;
use hub_core::address::Address;
use hub_core::contact::Contact;
use hub_core::conversation::{ConversationFilter, ConversationState};
use hub_core::ids::{ConnectionId, ConversationId, MessageId, TenantId};
use hub_core::live::{Event, EventKind, Logged, Published, Visitor};
use hub_core::message::{Direction, Message, MessageKind, MessageStatus};
use hub_core::page::PageRequest;
use hub_core::ports::{
    Connection, Contacts, ConversationStore, Directory, DueWork, InboundMessage, InboundOutcome, LiveStore,
    MessageStore, OutboundMessage, QueuedOutcome, RequestKey, Settlement, StatusReport,
};
use hub_core::segments::Encoding;

pub const OURS: &str = "+12015550123";
pub const THEIRS: &str = "+14155550123";

pub fn message(direction: Direction, ours: &str, body: &str) -> Message {
    let (ours, theirs) = (Address::from_carrier(ours), Address::from_carrier(THEIRS));
    let conversation_id = ConversationId::between(&tenant(), "sms", &ours, &theirs);
    let (from, to, status) = match direction {
        Direction::Inbound => (theirs, ours, MessageStatus::Received),
        Direction::Outbound => (ours, theirs, MessageStatus::Queued),
    };
    Message {
        id: MessageId::new(ulid(now()), &conversation_id),
        conversation_id,
        direction,
        kind: MessageKind::Person,
        body: body.to_owned(),
        status,
        error_code: None,
        error_message: None,
        from,
        to,
        encoding: Encoding::Gsm7,
        segments: 1,
        sid: None,
        client_id: None,
        author_id: None,
        keyword: None,
        media: Vec::new(),
        campaign: None,
        turn_at: None,
        channel: hub_core::channel::ChannelClass::Sms,
        template: None,
        created_at: now(),
        sent_at: None,
        delivered_at: None,
        version: 1,
    }
}

pub fn inbound(sid: &str, ours: &str) -> InboundMessage {
    from_customer(Message { sid: Some(sid.to_owned()), ..message(Direction::Inbound, ours, "Hello") })
}

pub fn from_customer(message: Message) -> InboundMessage {
    let contact = Contact::unknown(&message.from);
    InboundMessage {
        name: None,
        message,
        contact,
        consent: None,
        reply: None,
        opt_out_suspected: false,
        sources: Vec::new(),
        due: later(120),
    }
}

/// Stores an inbound message of the customer as they are now.
pub async fn receive(stores: &Stores, mut inbound: InboundMessage) -> InboundOutcome {
    inbound.contact = customer(stores).await;
    stores.table.store_inbound(&tenant(), &inbound).await.expect("an answer")
}

pub async fn customer(stores: &Stores) -> Contact {
    let address = Address::from_carrier(THEIRS);
    let contact = stores.table.contact(&tenant(), &address).await.expect("an answer");
    contact.unwrap_or_else(|| Contact::unknown(&address))
}

pub fn outbound(key: Option<&str>, body: &str) -> OutboundMessage {
    let message = message(Direction::Outbound, OURS, body);
    let contact = Contact::unknown(&message.to);
    let idempotency_key = key.map(|key| RequestKey { key: key.to_owned(), request: body.to_owned() });
    OutboundMessage { message, contact, idempotency_key, due: later(120), fired: None }
}

fn report(sid: &str, status: MessageStatus) -> StatusReport {
    StatusReport { sid: sid.to_owned(), status, error_code: None, error_message: None }
}

pub async fn queued(stores: &Stores) -> MessageId {
    let outbound = OutboundMessage { contact: customer(stores).await, ..outbound(None, "Hi") };
    let stored = stores.table.store_outbound(&tenant(), &outbound).await.expect("an answer");
    assert_eq!(stored, QueuedOutcome::Stored);
    outbound.message.id
}

async fn status(stores: &Stores, id: &MessageId) -> MessageStatus {
    stores.table.message(&tenant(), id).await.expect("read").expect("a message").status
}

pub async fn an_inbound_sid_is_stored_once(stores: &Stores) {
    let first = inbound("SM1", OURS);
    assert_eq!(receive(stores, first.clone()).await, InboundOutcome::Stored);
    assert_eq!(receive(stores, inbound("SM1", OURS)).await, InboundOutcome::Known { reply: None });
    let stored = stores.table.message(&tenant(), &first.message.id).await.expect("read");
    assert_eq!(stored, Some(first.message.clone()));
    let conversation = stores.table.conversation(&tenant(), &first.message.conversation_id).await.expect("read");
    let conversation = conversation.expect("a conversation");
    assert_eq!((conversation.inbound_count, conversation.version), (1, 1));
    let stranger: TenantId = "globex".parse().expect("an id");
    assert_eq!(stores.table.message(&stranger, &first.message.id).await.expect("read"), None);
}

pub async fn a_rivalry_for_one_sid_has_one_winner(stores: &Stores) {
    let deliveries: Vec<_> = (0..20).map(|_| inbound("SM1", OURS)).collect();
    let tenant = tenant();
    let tries = deliveries.iter().map(|delivery| stores.table.store_inbound(&tenant, delivery));
    let outcomes = futures_util::future::join_all(tries).await;
    let won = outcomes.into_iter().filter(|outcome| *outcome.as_ref().expect("an answer") == InboundOutcome::Stored);
    let won = won.count();
    assert_eq!(won, 1);
}

pub async fn an_outbound_key_is_used_once(stores: &Stores) {
    let first = outbound(Some("k"), "Hi");
    assert_eq!(stores.table.store_outbound(&tenant(), &first).await.expect("stored"), QueuedOutcome::Stored);
    let again = OutboundMessage { contact: customer(stores).await, ..outbound(Some("k"), "Hi") };
    let repeat = stores.table.store_outbound(&tenant(), &again).await.expect("an answer");
    assert_eq!(repeat, QueuedOutcome::Repeat(first.message.id));
    let reused = stores.table.store_outbound(&tenant(), &outbound(Some("k"), "Other")).await.expect("an answer");
    assert_eq!(reused, QueuedOutcome::KeyReused);
    let page = PageRequest { limit: 10, after: None };
    let thread = stores.table.messages(&tenant(), &first.message.conversation_id, &page).await.expect("a page");
    assert_eq!(thread.rows.len(), 1);
}

pub async fn one_claim_wins_and_an_older_fence_loses(stores: &Stores) {
    let id = queued(stores).await;
    let first = stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a claim");
    assert_eq!((first.message.status.clone(), first.attempts), (MessageStatus::Sending, 1));
    assert_eq!(stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer"), None);
    let released = Settlement::Released { due: later(120) };
    assert!(stores.table.settle(&tenant(), &first, &released, now()).await.expect("settled"));
    let second = stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a claim");
    assert_eq!(second.attempts, 2);
    assert!(!stores.table.settle(&tenant(), &first, &released, now()).await.expect("an answer"), "an old claim");
    let bound = Settlement::Bound { sid: "SM1".to_owned() };
    assert!(stores.table.settle(&tenant(), &second, &bound, now()).await.expect("settled"));
    let known = stores.table.find_or_keep_report(&tenant(), &report("SM1", MessageStatus::Sent)).await.expect("found");
    assert_eq!(known, Some(id));
}

pub async fn reports_only_move_a_status_up(stores: &Stores) {
    let id = queued(stores).await;
    stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a claim");
    for (sid, word, applied, after) in [
        ("SM1", MessageStatus::Sent, true, MessageStatus::Sent),
        ("SM1", MessageStatus::Sent, false, MessageStatus::Sent),
        ("SM1", MessageStatus::Other("odd".to_owned()), false, MessageStatus::Sent),
        ("SM2", MessageStatus::Delivered, false, MessageStatus::Sent),
        ("SM1", MessageStatus::Delivered, true, MessageStatus::Delivered),
        ("SM1", MessageStatus::Failed, false, MessageStatus::Delivered),
        ("SM1", MessageStatus::Read, true, MessageStatus::Read),
    ] {
        let moved =
            stores.table.apply_report(&tenant(), &id, &report(sid, word.clone()), now()).await.expect("an answer");
        assert_eq!((moved, status(stores, &id).await), (applied, after), "{sid} {word:?}");
    }
}

pub async fn a_report_before_its_sid_is_kept(stores: &Stores) {
    let id = queued(stores).await;
    let claim = stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a claim");
    for word in [MessageStatus::Delivered, MessageStatus::Sent] {
        assert_eq!(stores.table.find_or_keep_report(&tenant(), &report("SM1", word)).await.expect("kept"), None);
    }
    let bound = Settlement::Bound { sid: "SM1".to_owned() };
    assert!(stores.table.settle(&tenant(), &claim, &bound, now()).await.expect("settled"));
    assert_eq!(status(stores, &id).await, MessageStatus::Delivered);
}

pub async fn an_expired_lease_becomes_uncertain_and_a_late_answer_settles_it(stores: &Stores) {
    let id = queued(stores).await;
    let claim = stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a claim");
    assert!(
        !stores.table.expire_lease(&tenant(), &id, later(59), later(200)).await.expect("an answer"),
        "the lease runs"
    );
    assert!(stores.table.expire_lease(&tenant(), &id, later(61), later(200)).await.expect("an answer"));
    assert_eq!(status(stores, &id).await, MessageStatus::Uncertain);
    let bound = Settlement::Bound { sid: "SM1".to_owned() };
    assert!(stores.table.settle(&tenant(), &claim, &bound, later(62)).await.expect("settled"));
    assert_eq!(status(stores, &id).await, MessageStatus::Sending);
}

pub async fn due_work_is_found_and_leaves_when_done(stores: &Stores) {
    let id = queued(stores).await;
    let due = async |as_of| stores.table.due(as_of, 100).await.expect("a list");
    assert_eq!(due(later(119)).await, []);
    assert_eq!(due(later(121)).await, [DueWork::Message { tenant: tenant(), id: id.clone() }]);
    assert!(stores.table.postpone(&tenant(), &id, later(300)).await.expect("an answer"));
    assert_eq!(due(later(121)).await, []);
    assert!(stores.table.refuse(&tenant(), &id, "opted_out", "No.").await.expect("an answer"));
    assert_eq!(due(later(1_000)).await, []);
    assert!(!stores.table.postpone(&tenant(), &id, later(300)).await.expect("an answer"), "no longer queued");
}

pub async fn lists_page_in_order(stores: &Stores) {
    for number in 0..5 {
        let mut inbound = inbound(&format!("SM{number}"), &format!("+1201555012{number}"));
        inbound.message.created_at = later(number);
        assert_eq!(receive(stores, inbound).await, InboundOutcome::Stored);
    }
    let filter = ConversationFilter { state: ConversationState::Open, assignee: None };
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = PageRequest { limit: 2, after };
        let page = stores.table.conversations(&tenant(), &filter, &page).await.expect("a page");
        seen.extend(page.rows.iter().map(|row| row.our_number.as_str().to_owned()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["+12015550124", "+12015550123", "+12015550122", "+12015550121", "+12015550120"]);
}

pub async fn events_are_numbered_without_a_gap(stores: &Stores) {
    let published = |seq: u64| Published {
        event: Event {
            seq,
            at: now(),
            kind: EventKind::NewMessage {
                conversation_id: message(Direction::Inbound, OURS, "x").conversation_id,
                message: Box::new(message(Direction::Inbound, OURS, "x")),
            },
        },
        change_id: format!("change-{seq}"),
    };
    let append = async |seqs: std::ops::RangeInclusive<u64>| {
        let published: Vec<_> = seqs.map(published).collect();
        stores.table.append_events(&tenant(), &published, later(60)).await.expect("an answer")
    };
    assert!(append(1..=1).await && append(2..=26).await && append(27..=28).await);
    assert!(!append(27..=27).await && !append(27..=30).await, "taken");
    assert_eq!(stores.table.newest_seq(&tenant()).await.expect("a number"), 28);
    for (seq, limit, expected) in [(0, 100, 1..=28), (1, 10, 2..=11), (25, 10, 26..=28), (26, 1, 27..=27)] {
        let after = stores.table.events_after(&tenant(), seq, limit).await.expect("events");
        assert_eq!(after.iter().map(|event| event.seq).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }
    assert_eq!(stores.table.events_after(&tenant(), 28, 10).await.expect("events"), []);
    let newest = stores.table.newest_events(&tenant(), later(1)).await.expect("the log");
    assert_eq!(newest, [Logged { last: 28, at: now(), change_ids: vec!["change-27".into(), "change-28".into()] }]);
    let all = stores.table.newest_events(&tenant(), now()).await.expect("the log");
    assert_eq!(all.iter().map(|logged| logged.last).collect::<Vec<_>>(), [28, 26, 1]);
}

fn visitor() -> Visitor {
    Visitor { tenant_id: tenant(), user_id: "usr_1".parse().expect("an id"), is_external: false }
}

pub async fn a_ticket_is_good_once_and_in_time(stores: &Stores) {
    for ticket in ["good", "late"] {
        stores.table.put_ticket(ticket, &visitor(), later(60)).await.expect("kept");
    }
    assert_eq!(stores.table.take_ticket("good", now()).await.expect("an answer"), Some(visitor()));
    assert_eq!(stores.table.take_ticket("good", now()).await.expect("an answer"), None);
    assert_eq!(stores.table.take_ticket("late", later(61)).await.expect("an answer"), None);
}

pub async fn a_closed_socket_is_forgotten(stores: &Stores) {
    let id = ConnectionId::from_gateway("L0SM9cOFvHcCIhw=").expect("an id");
    stores.table.put_connection(&id, "L0SM9cOFvHcCIhw=", &visitor(), later(60)).await.expect("kept");
    let open = stores.table.connections(&tenant(), now()).await.expect("a list");
    let connection =
        Connection { id: id.clone(), gateway_id: "L0SM9cOFvHcCIhw=".to_owned(), user_id: visitor().user_id };
    assert_eq!(open, [connection]);
    assert_eq!(stores.table.connections(&tenant(), later(61)).await.expect("a list"), []);
    stores.table.remove_connection(&id).await.expect("removed");
    stores.table.remove_connection(&id).await.expect("twice is fine");
    assert_eq!(stores.table.connections(&tenant(), now()).await.expect("a list"), []);
}
