//! What every table promises of what is changed by version: settings, numbers, the connection to the carrier.

use futures_util::future::join_all;
use hub_core::audit::Action;
use hub_core::carrier_account::CarrierStatus;
use hub_core::ports::{Accounts, Claimed, Integrations, Numbers, People, SettingsStore};

use crate::sample::{RIVALS, actions, connection, entry, new_tenant, number, stranger, tenant};
use crate::stores::Stores;

/// The only rival that won.
fn winner(outcomes: &[bool]) -> usize {
    assert_eq!(outcomes.iter().filter(|won| **won).count(), 1, "{outcomes:?}");
    outcomes.iter().position(|won| *won).expect("a winner")
}

pub async fn of_many_changes_of_settings_one_wins(stores: &Stores) {
    let new = new_tenant(&tenant(), Vec::new());
    assert!(stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("made"));
    let mut changes = vec![new.settings.clone(); RIVALS];
    for (rival, change) in changes.iter_mut().enumerate() {
        (change.version, change.name) = (2, format!("Acme {rival}"));
    }
    let put = async |change| {
        stores.table.put_settings(&tenant(), change, &entry(Action::SettingsChanged)).await.expect("an answer")
    };
    let won = winner(&join_all(changes.iter().map(put)).await);
    assert_eq!(stores.table.settings(&tenant()).await.expect("read"), Some(changes[won].clone()));
    assert_eq!(stores.table.tenant(&tenant()).await.expect("read").expect("a tenant").id, tenant());
    assert_eq!(actions(stores, &tenant()).await, [Action::SettingsChanged, Action::SignedUp], "one change is told");
    let elsewhere = stores.table.put_settings(&stranger(), &changes[0], &entry(Action::SettingsChanged)).await;
    assert!(!elsewhere.expect("an answer"), "a change makes no tenant");
    assert_eq!(stores.table.settings(&stranger()).await.expect("read"), None);
}

pub async fn of_many_changes_of_a_number_one_wins(stores: &Stores) {
    let own = number("+12015550123");
    assert_eq!(stores.table.claim_number(&tenant(), &own).await.expect("an answer"), Claimed::Kept);
    let mut changes = vec![own.clone(); RIVALS];
    for (rival, change) in changes.iter_mut().enumerate() {
        (change.version, change.label) = (2, format!("Desk {rival}"));
    }
    let put = async |change| {
        let entry = entry(Action::NumberChanged);
        stores.table.put_number(&tenant(), change, Some(&entry)).await.expect("an answer")
    };
    let won = winner(&join_all(changes.iter().map(put)).await);
    assert_eq!(stores.table.number(&tenant(), &own.id).await.expect("read"), Some(changes[won].clone()));
    assert_eq!(actions(stores, &tenant()).await, [Action::NumberChanged], "one change is told");
    let elsewhere = stores.table.put_number(&stranger(), &changes[0], None).await.expect("an answer");
    assert!(!elsewhere, "another tenant's number");
    assert_eq!(stores.table.numbers(&stranger()).await.expect("a list"), []);
}

/// Many rivals replace the connection of a version, and the stored one afterwards is the winner's.
async fn one_connection_wins(stores: &Stores, expected: u64) {
    let connections: Vec<_> = (0..RIVALS).map(|rival| connection(&format!("AC{rival}"))).collect();
    let put = async |connection| {
        let entry = entry(Action::CarrierConnected);
        stores.table.put_carrier(&tenant(), connection, expected, Some(&entry)).await.expect("an answer")
    };
    let won = winner(&join_all(connections.iter().map(put)).await);
    let stored = stores.table.carrier(&tenant()).await.expect("read").expect("a connection");
    assert_eq!((stored.version, &stored.account_sid), (expected + 1, &connections[won].account_sid));
}

pub async fn of_many_connections_to_the_carrier_one_wins(stores: &Stores) {
    one_connection_wins(stores, 0).await;
    one_connection_wins(stores, 1).await;
    assert_eq!(actions(stores, &tenant()).await.len(), 2, "one change is told each time");
    let (status, _) = stores.table.carrier_status(&tenant()).await.expect("read");
    assert_eq!(status, CarrierStatus::Connected);
    let remove = async |expected| {
        let entry = entry(Action::CarrierDisconnected);
        stores.table.remove_carrier(&tenant(), expected, &entry).await.expect("an answer")
    };
    assert!(!remove(1).await, "an older version");
    assert!(remove(2).await);
    assert!(!remove(2).await, "there is none any more");
    assert_eq!(stores.table.carrier(&tenant()).await.expect("read"), None);
    assert_eq!(stores.table.carrier_status(&tenant()).await.expect("read"), (CarrierStatus::None, None));
    assert_eq!(actions(stores, &tenant()).await.len(), 3);
}

pub async fn tenants_with_a_connection_are_listed(stores: &Stores) {
    assert_eq!(stores.table.tenants_with_carrier().await.expect("a list"), []);
    for tenant in [tenant(), stranger()] {
        assert!(stores.table.put_carrier(&tenant, &connection("ACa"), 0, None).await.expect("kept"));
    }
    let mut listed = stores.table.tenants_with_carrier().await.expect("a list");
    listed.sort();
    assert_eq!(listed, [tenant(), stranger()]);
}
