//! What every table promises of messages of which nobody knows whether the carrier took them.

use futures_util::future::join_all;
use hub_core::message::MessageStatus;
use hub_core::ports::{Doubt, DueWork, MessageStore, Settlement, StatusReport};

use crate::sample::{later, now, stranger, tenant};
use crate::stores::Stores;
use crate::table::queued;

/// A message whose carrier's answer was lost; it is looked into 90 seconds later.
async fn doubt(stores: &Stores) -> Doubt {
    let id = queued(stores).await;
    let claim = stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a claim");
    let (code, reason) = ("carrier_answer_lost".to_owned(), "Lost.".to_owned());
    let settlement = Settlement::Doubted { code, reason, due: later(90) };
    assert!(stores.table.settle(&tenant(), &claim, &settlement, now()).await.expect("settled"));
    stores.table.doubt(&tenant(), &id).await.expect("read").expect("a doubt")
}

async fn status(stores: &Stores, doubt: &Doubt) -> MessageStatus {
    let message = stores.table.message(&tenant(), &doubt.message.id).await.expect("read");
    message.expect("a message").status
}

pub async fn a_doubt_is_found_again_and_left_to_a_person_in_the_end(stores: &Stores) {
    let doubt = doubt(stores).await;
    let id = doubt.message.id.clone();
    assert_eq!((doubt.attempted_at, doubt.fence), (now(), 1));
    let due = async |seconds| stores.table.due(later(seconds), 10).await.expect("a list");
    assert_eq!(due(90).await, []);
    assert_eq!(due(91).await, [DueWork::Message { tenant: tenant(), id: id.clone() }]);
    assert_eq!(stores.table.doubt(&stranger(), &id).await.expect("read"), None, "another tenant's");
    assert!(stores.table.put_off(&tenant(), &doubt, Some(later(500))).await.expect("an answer"));
    assert_eq!((due(499).await.len(), due(501).await.len()), (0, 1));
    assert!(stores.table.put_off(&tenant(), &doubt, None).await.expect("an answer"));
    assert_eq!(due(100_000).await, []);
    let left = stores.table.doubt(&tenant(), &id).await.expect("read").expect("still a doubt");
    assert_eq!(left.message.error_code.as_deref(), Some("unresolved"));
    assert!(stores.table.put_off(&tenant(), &left, Some(later(600))).await.expect("an answer"), "a person asks again");
    assert_eq!(due(601).await.len(), 1);
}

pub async fn one_message_of_the_carrier_settles_one_doubt(stores: &Stores) {
    let doubts = [doubt(stores).await, doubt(stores).await, doubt(stores).await];
    let ours = tenant();
    let settled = join_all(doubts.iter().map(|doubt| stores.table.settle_doubt(&ours, doubt, "SM1"))).await;
    assert_eq!(settled.into_iter().filter(|settled| *settled.as_ref().expect("an answer")).count(), 1);
    let mut left = Vec::new();
    for doubt in &doubts {
        if status(stores, doubt).await == MessageStatus::Uncertain {
            left.push(doubt);
        }
    }
    assert_eq!(left.len(), 2);
    assert!(stores.table.settle_doubt(&tenant(), left[0], "SM2").await.expect("an answer"));
    assert!(!stores.table.settle_doubt(&tenant(), left[0], "SM3").await.expect("an answer"), "it is settled");
    let report =
        StatusReport { sid: "SM2".to_owned(), status: MessageStatus::Delivered, error_code: None, error_message: None };
    let found = stores.table.find_or_keep_report(&tenant(), &report).await.expect("an answer");
    assert_eq!(found.as_ref(), Some(&left[0].message.id), "a report finds it from here on");
}

pub async fn what_was_taken_for_an_equal_text_is_free_once_that_one_has_its_own(stores: &Stores) {
    let (slow, other) = (queued(stores).await, doubt(stores).await);
    let claim = stores.table.claim(&tenant(), &slow, now(), later(60)).await.expect("an answer").expect("a claim");
    assert!(stores.table.expire_lease(&tenant(), &slow, later(61), later(151)).await.expect("an answer"));
    let guessed = stores.table.doubt(&tenant(), &slow).await.expect("read").expect("a doubt");
    assert!(stores.table.settle_doubt(&tenant(), &guessed, "SM1").await.expect("an answer"));
    assert!(!stores.table.settle_doubt(&tenant(), &other, "SM1").await.expect("an answer"), "it is the other's so far");
    // Its worker was only slow, and knows better.
    let bound = Settlement::Bound { sid: "SM2".to_owned() };
    assert!(stores.table.settle(&tenant(), &claim, &bound, later(200)).await.expect("an answer"));
    assert!(!stores.table.settle_doubt(&tenant(), &other, "SM2").await.expect("an answer"), "that one is taken");
    assert!(stores.table.settle_doubt(&tenant(), &other, "SM1").await.expect("an answer"));
    let sid = async |id| stores.table.message(&tenant(), id).await.expect("read").and_then(|message| message.sid);
    assert_eq!((sid(&slow).await.as_deref(), sid(&other.message.id).await.as_deref()), (Some("SM2"), Some("SM1")));
}

pub async fn a_doubt_is_reopened_once_and_not_after_a_report(stores: &Stores) {
    let reopened = doubt(stores).await;
    let ours = tenant();
    let tries = join_all((0..5).map(|_| stores.table.reopen(&ours, &reopened, later(200)))).await;
    assert_eq!(tries.into_iter().filter(|done| *done.as_ref().expect("an answer")).count(), 1);
    assert_eq!(status(stores, &reopened).await, MessageStatus::Queued);
    let claim = stores.table.claim(&tenant(), &reopened.message.id, later(100), later(160)).await.expect("an answer");
    assert_eq!(claim.expect("a claim").attempts, 2);
    assert!(!stores.table.settle_doubt(&tenant(), &reopened, "SM1").await.expect("an answer"), "claimed again");

    let reported = doubt(stores).await;
    let (sid, status_now) = ("SM9".to_owned(), MessageStatus::Sent);
    let report = StatusReport { sid, status: status_now, error_code: None, error_message: None };
    assert!(stores.table.apply_report(&tenant(), &reported.message.id, &report, now()).await.expect("an answer"));
    assert!(!stores.table.reopen(&tenant(), &reported, later(200)).await.expect("an answer"));
    assert!(!stores.table.put_off(&tenant(), &reported, None).await.expect("an answer"));
    assert_eq!(status(stores, &reported).await, MessageStatus::Sent);
    assert_eq!(stores.table.doubt(&tenant(), &reported.message.id).await.expect("read"), None);
}
