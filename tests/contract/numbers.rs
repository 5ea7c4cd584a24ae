//! What every table promises of numbers and the directory that leads to their tenants.

use hub_core::address::Address;
use hub_core::audit::Action;
use hub_core::ids::TenantId;
use hub_core::ports::{Accounts, Claimed, Directory, Numbers};

use crate::sample::{actions, entry, number, stranger, tenant};
use crate::stores::Stores;

async fn leads_to(stores: &Stores, number: &Address) -> Option<TenantId> {
    stores.table.tenant_by_number(number).await.expect("read")
}

pub async fn of_two_claims_of_a_number_one_wins(stores: &Stores) {
    for round in 0..10 {
        let own = number(&format!("+1201555010{round}"));
        let (tenant, stranger) = (tenant(), stranger());
        let claim = |tenant| stores.table.claim_number(tenant, &own);
        let (ours, theirs) = tokio::join!(claim(&tenant), claim(&stranger));
        let (winner, loser) = match (ours.expect("an answer"), theirs.expect("an answer")) {
            (Claimed::Kept, Claimed::Taken) => (&tenant, &stranger),
            (Claimed::Taken, Claimed::Kept) => (&stranger, &tenant),
            other => panic!("{other:?}"),
        };
        assert_eq!(claim(winner).await.expect("an answer"), Claimed::Ours(Box::new(own.clone())), "again");
        assert_eq!(claim(loser).await.expect("an answer"), Claimed::Taken, "again");
        assert_eq!(leads_to(stores, &own.number).await.as_ref(), Some(winner));
        assert_eq!(stores.table.number(loser, &own.id).await.expect("read"), None);
    }
}

pub async fn a_number_is_given_back_only_by_its_tenant(stores: &Stores) {
    let own = number("+12015550123");
    assert_eq!(stores.table.claim_number(&tenant(), &own).await.expect("an answer"), Claimed::Kept);
    let remove = async |tenant: &TenantId| {
        let entry = entry(Action::NumberReleased);
        stores.table.remove_number(tenant, &own, Some(&entry)).await.expect("an answer");
    };
    remove(&stranger()).await;
    assert_eq!(leads_to(stores, &own.number).await, Some(tenant()));
    assert_eq!(stores.table.numbers(&tenant()).await.expect("a list"), std::slice::from_ref(&own));
    assert_eq!(actions(stores, &stranger()).await, [], "what was not done is not told");
    remove(&tenant()).await;
    assert_eq!(leads_to(stores, &own.number).await, None);
    assert_eq!(stores.table.numbers(&tenant()).await.expect("a list"), []);
    assert_eq!(stores.table.claim_number(&stranger(), &own).await.expect("an answer"), Claimed::Kept, "free again");
    remove(&tenant()).await;
    assert_eq!(leads_to(stores, &own.number).await, Some(stranger()), "a repeat leaves the new owner");
}

pub async fn a_messaging_service_stays_with_its_tenant(stores: &Stores) {
    let put = async |tenant: &TenantId, sids: [&str; 2]| {
        stores.table.put_services(tenant, &sids.map(str::to_owned)).await.expect("kept");
    };
    put(&tenant(), ["MG1", "MG2"]).await;
    put(&stranger(), ["MG2", "MG3"]).await;
    for (sid, owner) in [("MG1", Some(tenant())), ("MG2", Some(tenant())), ("MG3", Some(stranger())), ("MG4", None)] {
        assert_eq!(stores.table.tenant_by_messaging_service(sid).await.expect("read"), owner, "{sid}");
    }
}
