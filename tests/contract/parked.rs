//! What every table promises of messages that wait for the carrier's credentials, and of calls of the sweep.

use hub_core::ids::MessageId;
use hub_core::message::MessageStatus;
use hub_core::ports::{DueWork, Integrations, MessageStore, OutboundMessage, Settlement};
use jiff::Timestamp;

use crate::sample::{later, now, stranger, tenant};
use crate::stores::Stores;
use crate::table::{customer, outbound, queued};

async fn parked(stores: &Stores) -> Vec<MessageId> {
    stores.table.parked(&tenant(), 100).await.expect("a list")
}

async fn due(stores: &Stores, as_of: Timestamp) -> Vec<DueWork> {
    stores.table.due(as_of, 100).await.expect("a list")
}

async fn park(stores: &Stores, id: &MessageId) -> bool {
    stores.table.park(&tenant(), id).await.expect("an answer")
}

pub async fn a_parked_message_waits_and_comes_back(stores: &Stores) {
    let id = queued(stores).await;
    assert!(park(stores, &id).await);
    assert_eq!(parked(stores).await, std::slice::from_ref(&id));
    assert_eq!(due(stores, later(10_000)).await, [], "the sweep leaves it alone");
    assert_eq!(stores.table.parked(&stranger(), 100).await.expect("a list"), []);
    assert!(stores.table.postpone(&tenant(), &id, later(300)).await.expect("an answer"));
    assert_eq!(parked(stores).await, []);
    assert_eq!(due(stores, later(300)).await, []);
    assert_eq!(due(stores, later(301)).await, [DueWork::Message { tenant: tenant(), id: id.clone() }]);
    let stored = stores.table.message(&tenant(), &id).await.expect("read").expect("a message");
    assert_eq!(stored.status, MessageStatus::Queued);
}

pub async fn only_a_queued_message_is_parked(stores: &Stores) {
    let id = queued(stores).await;
    assert!(!stores.table.park(&stranger(), &id).await.expect("an answer"), "another tenant's");
    let claim = stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a claim");
    assert!(!park(stores, &id).await, "it is being sent");
    assert_eq!(parked(stores).await, []);
    assert!(stores.table.settle(&tenant(), &claim, &Settlement::Parked, now()).await.expect("settled"));
    assert_eq!(parked(stores).await, std::slice::from_ref(&id), "the worker parks it when the carrier refuses us");
    assert_eq!(due(stores, later(10_000)).await, [], "its lease is over");
    let again = stores.table.settle(&tenant(), &claim, &Settlement::Parked, now()).await.expect("an answer");
    assert!(!again, "the claim is spent");
    let claim =
        stores.table.claim(&tenant(), &id, now(), later(60)).await.expect("an answer").expect("a parked one is queued");
    assert_eq!((claim.attempts, parked(stores).await), (2, Vec::new()));
    assert_eq!(due(stores, later(61)).await.len(), 1, "its lease is watched");
    assert!(stores.table.expire_lease(&tenant(), &id, later(61), later(200)).await.expect("an answer"));
    assert!(!park(stores, &id).await, "uncertain");
    let refused = queued(stores).await;
    assert!(park(stores, &refused).await);
    assert!(stores.table.refuse(&tenant(), &refused, "opted_out", "No.").await.expect("an answer"));
    assert_eq!((parked(stores).await, park(stores, &refused).await), (Vec::new(), false), "it has ended");
}

pub async fn parked_messages_are_listed_oldest_first(stores: &Stores) {
    let mut ids = Vec::new();
    for body in ["one", "two", "three"] {
        let outbound = OutboundMessage { contact: customer(stores).await, ..outbound(None, body) };
        stores.table.store_outbound(&tenant(), &outbound).await.expect("stored");
        ids.push(outbound.message.id);
    }
    ids.sort_by_key(|id| id.sort_key().to_owned());
    for id in ids.iter().rev() {
        assert!(park(stores, id).await);
    }
    assert_eq!(parked(stores).await, ids);
    assert_eq!(stores.table.parked(&tenant(), 2).await.expect("a list"), ids[..2]);
}

pub async fn a_called_sweep_finds_the_carrier_until_it_is_dismissed(stores: &Stores) {
    let carrier = [DueWork::Carrier { tenant: tenant() }];
    let dismiss = async |before| stores.table.dismiss_sweep(&tenant(), before).await.expect("an answer");
    dismiss(later(1)).await;
    stores.table.call_sweep(&tenant(), later(10)).await.expect("called");
    assert_eq!(due(stores, later(10)).await, []);
    assert_eq!(due(stores, later(11)).await, carrier);
    dismiss(later(10)).await;
    assert_eq!(due(stores, later(11)).await, carrier, "it was not called before that moment");
    stores.table.call_sweep(&tenant(), later(20)).await.expect("called again");
    dismiss(later(11)).await;
    assert_eq!(due(stores, later(21)).await, carrier, "the later call counts, and there is one");
    stores.table.dismiss_sweep(&stranger(), later(100)).await.expect("an answer");
    assert_eq!(due(stores, later(21)).await, carrier, "another tenant's");
    let id = queued(stores).await;
    let both = due(stores, later(200)).await;
    assert_eq!(both, [carrier[0].clone(), DueWork::Message { tenant: tenant(), id }], "the carrier comes first");
    dismiss(later(21)).await;
    assert_eq!(due(stores, later(21)).await, []);
}
