//! What every table promises of contacts and of the consent ledger.

use std::collections::BTreeMap;
use std::time::Duration;

use hub_core::address::Address;
use hub_core::audit::Action;
use hub_core::channel::ChannelClass;
use hub_core::consent::evidence::{Evidence, verify};
use hub_core::consent::{Cause, ConsentEntry, ConsentEvent, ConsentKind, Head};
use hub_core::contact::Contact;
use hub_core::ids::{ConversationId, MessageId};
use hub_core::message::{Direction, Message, MessageKind, MessageStatus};
use hub_core::number::OptOutHandling;
use hub_core::ports::{
    ConsentLedger, Contacts, ConversationStore, InboundMessage, InboundOutcome, MessageStore, OutboundMessage,
    QueuedOutcome, Settlement,
};

use crate::sample::{actions, entry, later, now, stranger, tenant, user_id};
use crate::stores::Stores;
use crate::table::{OURS, THEIRS, customer, message, queued};

const WRITERS: usize = 50;
const OTHER: &str = "+12015550124";

fn by_person(kind: ConsentKind, reason: &str) -> ConsentEvent {
    let cause = Cause::Person { user_id: user_id("olivia"), reason: reason.to_owned() };
    ConsentEvent { at: now(), kind, cause, our_number: None }
}

fn line(contact: &Contact, event: ConsentEvent) -> ConsentEntry {
    contact.head(ChannelClass::Sms).next(&tenant(), (&contact.address, ChannelClass::Sms), event)
}

/// Writes a line, however often others come first.
async fn write(stores: &Stores, kind: ConsentKind, reason: &str) {
    loop {
        let contact = customer(stores).await;
        let line = line(&contact, by_person(kind, reason));
        if stores.table.append(&tenant(), &contact, &line, None).await.expect("an answer") {
            return;
        }
    }
}

async fn lines(stores: &Stores) -> Vec<ConsentEntry> {
    stores.table.entries(&tenant(), &Address::from_carrier(THEIRS)).await.expect("the lines")
}

/// An inbound message to a number of ours, of the customer as they are now.
async fn inbound(stores: &Stores, sid: &str, ours: &str) -> InboundMessage {
    let message = Message { sid: Some(sid.to_owned()), ..message(Direction::Inbound, ours, "STOP") };
    let contact = customer(stores).await;
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

fn with_keyword(mut inbound: InboundMessage, kind: ConsentKind) -> InboundMessage {
    let message = &inbound.message;
    let cause = Cause::Keyword {
        word: message.body.clone(),
        message_id: message.id.clone(),
        message_sid: message.sid.clone().unwrap_or_default(),
        handled_by: OptOutHandling::Hub,
    };
    let event = ConsentEvent { at: now(), kind, cause, our_number: Some(message.to.clone()) };
    inbound.consent = Some(line(&inbound.contact, event));
    inbound
}

async fn receive(stores: &Stores, inbound: &InboundMessage) -> InboundOutcome {
    stores.table.store_inbound(&tenant(), inbound).await.expect("an answer")
}

fn thread(ours: &str) -> ConversationId {
    ConversationId::between(&tenant(), "sms", &Address::from_carrier(ours), &Address::from_carrier(THEIRS))
}

async fn is_marked(stores: &Stores, ours: &str) -> bool {
    let conversation = stores.table.conversation(&tenant(), &thread(ours)).await.expect("an answer");
    conversation.expect("a conversation").opted_out
}

pub async fn of_fifty_lines_at_once_each_has_its_place(stores: &Stores) {
    let kinds = [ConsentKind::OptedOut, ConsentKind::OptedIn, ConsentKind::HelpRequested];
    let writers = (0..WRITERS).map(|writer| async move {
        write(stores, kinds[writer % kinds.len()], &format!("writer {writer}")).await;
    });
    futures_util::future::join_all(writers).await;
    let (lines, contact) = (lines(stores).await, customer(stores).await);
    let places: Vec<_> = lines.iter().map(|line| usize::try_from(line.seq).expect("a few")).collect();
    assert_eq!(places, (1..=WRITERS).collect::<Vec<_>>());
    assert_eq!(contact.head(ChannelClass::Sms), Head::of(&lines), "the head is the fold of the chain");
    let heads = BTreeMap::from([(ChannelClass::Sms, contact.head(ChannelClass::Sms))]);
    let evidence = Evidence::new(&tenant(), &contact.address, (lines, &heads), now());
    assert_eq!(verify(&serde_json::to_vec(&evidence).expect("a file")), Ok(WRITERS));
    let elsewhere = stores.table.entries(&stranger(), &contact.address).await.expect("the lines");
    assert_eq!(elsewhere, []);
}

pub async fn a_line_on_an_old_head_changes_nothing(stores: &Stores) {
    let before = customer(stores).await;
    write(stores, ConsentKind::OptedOut, "first").await;
    let after = customer(stores).await;
    let late = line(&before, by_person(ConsentKind::OptedIn, "late"));
    let audit = entry(Action::ConsentOptedIn);
    assert!(!stores.table.append(&tenant(), &before, &late, Some(&audit)).await.expect("an answer"));
    // Even with the version of now, a line must follow the last one.
    let forged = Contact { heads: before.heads.clone(), ..after.clone() };
    assert!(!stores.table.append(&tenant(), &forged, &late, Some(&audit)).await.expect("an answer"));
    assert_eq!((customer(stores).await, lines(stores).await.len()), (after, 1));
    assert_eq!(actions(stores, &tenant()).await, []);
}

pub async fn a_keyword_is_stored_with_its_line_and_answer_once(stores: &Stores) {
    let mut stop = with_keyword(inbound(stores, "SM1", OURS).await, ConsentKind::OptedOut);
    let answer = Message {
        kind: MessageKind::KeywordReply,
        status: MessageStatus::Sent,
        ..message(Direction::Outbound, OURS, "You are out.")
    };
    stop.reply = Some(answer.clone());
    // Somebody else's line comes first.
    write(stores, ConsentKind::HelpRequested, "help").await;
    assert_eq!(receive(stores, &stop).await, InboundOutcome::Moved);
    assert_eq!(stores.table.message(&tenant(), &stop.message.id).await.expect("an answer"), None);
    let stop =
        InboundMessage { reply: stop.reply, ..with_keyword(inbound(stores, "SM1", OURS).await, ConsentKind::OptedOut) };
    assert_eq!(receive(stores, &stop).await, InboundOutcome::Stored);
    assert_eq!(stores.table.message(&tenant(), &answer.id).await.expect("an answer"), Some(answer));
    let again = with_keyword(inbound(stores, "SM1", OURS).await, ConsentKind::OptedOut);
    let known = InboundOutcome::Known { reply: Some("You are out.".to_owned()) };
    assert_eq!(receive(stores, &again).await, known);
    assert_eq!((lines(stores).await.len(), is_marked(stores, OURS).await), (2, true));
}

pub async fn an_opt_out_reaches_every_thread_and_each_new_one(stores: &Stores) {
    for (sid, ours) in [("SM1", OURS), ("SM2", OTHER)] {
        assert_eq!(receive(stores, &inbound(stores, sid, ours).await).await, InboundOutcome::Stored);
    }
    // Decided before the opt-out: the thread that it begins would miss the mark.
    let late = inbound(stores, "SM4", "+12015550126").await;
    let stop = with_keyword(inbound(stores, "SM3", OURS).await, ConsentKind::OptedOut);
    assert_eq!(receive(stores, &stop).await, InboundOutcome::Stored);
    assert!(is_marked(stores, OURS).await && is_marked(stores, OTHER).await);
    assert_eq!(receive(stores, &late).await, InboundOutcome::Moved);
    assert_eq!(receive(stores, &inbound(stores, "SM4", "+12015550126").await).await, InboundOutcome::Stored);
    assert!(is_marked(stores, "+12015550126").await, "a thread that the customer began since");
    let begun = OutboundMessage {
        message: message(Direction::Outbound, "+12015550125", "Hi"),
        contact: customer(stores).await,
        idempotency_key: None,
        due: later(120),
        fired: None,
    };
    assert_eq!(stores.table.store_outbound(&tenant(), &begun).await.expect("an answer"), QueuedOutcome::Stored);
    assert!(is_marked(stores, "+12015550125").await, "a thread that we began since");
    write(stores, ConsentKind::OptedIn, "They signed.").await;
    for ours in [OURS, OTHER, "+12015550125", "+12015550126"] {
        assert!(!is_marked(stores, ours).await, "{ours}");
    }
}

pub async fn a_name_reaches_every_thread_and_each_new_one(stores: &Stores) {
    for (sid, ours) in [("SM1", OURS), ("SM2", OTHER)] {
        assert_eq!(receive(stores, &inbound(stores, sid, ours).await).await, InboundOutcome::Stored);
    }
    let rename = async |contact: &Contact, name| {
        stores.table.rename(&tenant(), contact, name, later(1)).await.expect("an answer")
    };
    let before = customer(stores).await;
    assert!(rename(&before, Some("Ada")).await);
    assert!(!rename(&before, Some("Eve")).await, "decided on what is no longer so");
    assert_eq!(receive(stores, &inbound(stores, "SM3", "+12015550125").await).await, InboundOutcome::Stored);
    let names = async || {
        let mut names = Vec::new();
        for ours in [OURS, OTHER, "+12015550125"] {
            let conversation = stores.table.conversation(&tenant(), &thread(ours)).await.expect("an answer");
            names.push(conversation.expect("a conversation").contact_name);
        }
        names
    };
    assert_eq!(names().await, [const { Some("Ada") }; 3].map(|name| name.map(str::to_owned)));
    assert!(rename(&customer(stores).await, None).await);
    assert_eq!((names().await, customer(stores).await.name), (vec![None; 3], None));
    assert!(!rename(&Contact::unknown(&Address::from_carrier("+14155550177")), Some("X")).await, "nobody");
}

pub async fn of_many_unprompted_texts_one_takes_the_turn(stores: &Stores) {
    let address = Address::from_carrier(THEIRS);
    let ids: Vec<MessageId> = (0..20).map(|_| message(Direction::Outbound, OURS, "x").id).collect();
    let take = async |id: &MessageId, at| stores.table.take_turn(&tenant(), &address, id, at).await.expect("an answer");
    let tries = futures_util::future::join_all(ids.iter().map(|id| take(id, now()))).await;
    let winners: Vec<_> = ids.iter().zip(&tries).filter(|(_, turn)| turn.is_ok()).map(|(id, _)| id).collect();
    assert_eq!(winners.len(), 1);
    assert!(tries.iter().all(|turn| *turn == Ok(()) || *turn == Err(later(3600))), "{tries:?}");
    assert_eq!(take(winners[0], later(10)).await, Ok(()), "the same message asks again");
    let other = ids.iter().find(|id| *id != winners[0]).expect("another");
    assert_eq!(take(other, later(3609)).await, Err(later(3610)), "the hour counts from its last try");
    assert_eq!(take(other, later(3610)).await, Ok(()));
    assert_eq!(customer(stores).await.last_unprompted, Some((later(3610), other.clone())));
}

pub async fn an_opt_out_waits_for_what_is_being_handed_over(stores: &Stores) {
    let id = queued(stores).await;
    let threads = customer(stores).await.threads;
    let wait = async |at| {
        let tenant = tenant();
        let handovers = stores.table.handovers(&tenant, &threads, at);
        tokio::time::timeout(Duration::from_millis(300), handovers).await.map(|done| done.expect("an answer"))
    };
    assert!(wait(now()).await.is_ok(), "queued is not handed over");
    let claim = stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a claim");
    assert!(wait(now()).await.is_err(), "a worker is about to call the carrier");
    assert!(wait(later(61)).await.is_ok(), "a worker whose lease ended is dead");
    let bound = Settlement::Bound { sid: "SM1".to_owned() };
    assert!(stores.table.settle(&tenant(), &claim, &bound, now()).await.expect("an answer"));
    assert!(wait(now()).await.is_ok(), "it was handed over, although it is still sending");
}
