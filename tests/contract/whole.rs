//! What every table promises of everything of a tenant.

use std::collections::BTreeMap;

use hub_adapters::dynamo::TenantItem;
use hub_core::audit::Action;
use hub_core::ids::TenantId;
use hub_core::ports::{AuditLog, Directory, Numbers, People};
use serde_json::json;

use crate::sample::{entry, new_tenant, number, owner, stranger, tenant};
use crate::stores::Stores;

/// Three times what one page of a walk holds.
const LINES: u64 = 300;
const DETAILS: usize = 10_000;

async fn everything(stores: &Stores, tenant: &TenantId) -> Vec<TenantItem> {
    let (mut walk, mut items) = (stores.table.walk(Some(tenant)), Vec::new());
    while let Some(page) = walk.next().await.expect("a page") {
        items.extend(page);
    }
    items
}

fn kinds(items: &[TenantItem]) -> BTreeMap<&str, u64> {
    items.iter().fold(BTreeMap::new(), |mut kinds, item| {
        *kinds.entry(item.entity.as_str()).or_default() += 1;
        kinds
    })
}

async fn begun(stores: &Stores, tenant: &TenantId, ours: &str) {
    let new = new_tenant(tenant, vec![owner(tenant, "olivia")]);
    assert!(stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("made"));
    stores.table.claim_number(tenant, &number(ours)).await.expect("a number");
}

pub async fn everything_of_a_tenant_is_found_and_removed_and_nothing_of_another(stores: &Stores) {
    begun(stores, &tenant(), "+12015550123").await;
    begun(stores, &stranger(), "+14155550199").await;
    for _ in 0..LINES {
        let mut line = entry(Action::SettingsChanged);
        line.details.insert("words".to_owned(), json!("x".repeat(DETAILS)));
        stores.table.record(&tenant(), &line).await.expect("recorded");
    }
    stores.table.put_services(&tenant(), &["MG01".to_owned()]).await.expect("a service");
    let (ours, theirs) = (everything(stores, &tenant()).await, everything(stores, &stranger()).await);
    let expected = [("audit", LINES + 1), ("directory", 3), ("number", 1), ("tenant", 1), ("user", 1)];
    assert_eq!(kinds(&ours), expected.into());
    let itself = stores.table.tenant_itself(&tenant()).await.expect("the table").expect("it is there");
    assert!(itself.is_the_tenant(&tenant()) && !itself.is_the_tenant(&stranger()));
    assert_eq!(itself.attributes["name"], "Acme Dental");
    assert!(itself.attributes.keys().all(|name| !["pk", "sk", "entity"].contains(&name.as_str())));

    stores.table.remove_of_tenant(&tenant(), &ours).await.expect("removed");
    assert_eq!(kinds(&everything(stores, &tenant()).await), BTreeMap::new());
    assert!(stores.table.tenant_itself(&tenant()).await.expect("the table").is_none());
    assert_eq!(kinds(&everything(stores, &stranger()).await), kinds(&theirs));
    stores.table.remove_of_tenant(&tenant(), &ours).await.expect("a repeat");
}

pub async fn what_leads_to_another_tenant_by_now_stays(stores: &Stores) {
    let sids = ["MG01".to_owned()];
    stores.table.put_services(&tenant(), &sids).await.expect("a service");
    let seen = everything(stores, &tenant()).await;
    stores.table.remove_services(&tenant(), &sids).await.expect("given up");
    stores.table.put_services(&stranger(), &sids).await.expect("taken");
    stores.table.remove_of_tenant(&tenant(), &seen).await.expect("removed");
    assert_eq!(stores.table.tenant_by_messaging_service("MG01").await.expect("the table"), Some(stranger()));
    // What begins with another tenant's prefix is not removed in a tenant's name.
    let theirs = everything(stores, &stranger()).await;
    stores.table.remove_of_tenant(&tenant(), &theirs).await.expect("nothing");
    assert_eq!(everything(stores, &stranger()).await.len(), theirs.len());
}
