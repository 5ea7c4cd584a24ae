//! What every table promises of shares of calls.

use futures_util::future::join_all;
use hub_core::address::Address;
use hub_core::audit::Action;
use hub_core::call::share::{Opening, SHARE_LIFETIME, Share};
use hub_core::ids::{CallId, ConversationId, ShareId};
use hub_core::ports::{CallShares, ShareLink};

use crate::sample::{RIVALS, actions, entry, later, now, stranger, tenant, ulid, user_id};
use crate::stores::Stores;

fn call() -> CallId {
    let (ours, theirs) = (Address::from_carrier("+12015550123"), Address::from_carrier("+14155550123"));
    CallId::new(ulid(now()), &ConversationId::between(&tenant(), "sms", &ours, &theirs))
}

async fn shared(stores: &Stores, call: &CallId, seconds: i64, token: &str) -> Share {
    let created_at = later(seconds);
    let share = Share {
        id: ShareId::new(ulid(created_at)),
        call_id: call.clone(),
        email: "ivy@partner.test".to_owned(),
        shared_by: user_id("owner"),
        shared_by_name: "Olivia Owner".to_owned(),
        created_at,
        ends_at: created_at + SHARE_LIFETIME,
        revoked_at: None,
        opened: 0,
    };
    let entry = entry(Action::CallShared);
    stores.table.put_share(&tenant(), &share, (token, share.ends_at), &entry).await.expect("kept");
    share
}

fn link(share: &Share) -> ShareLink {
    ShareLink { tenant_id: tenant(), call_id: share.call_id.clone(), share_id: share.id.clone() }
}

fn opening(seconds: i64) -> Opening {
    Opening { at: later(seconds), agent: "Chrome on Windows".to_owned() }
}

pub async fn a_link_leads_to_its_share_while_it_is_known(stores: &Stores) {
    let (call, table) = (call(), &stores.table);
    let share = shared(stores, &call, 0, "secret").await;
    assert_eq!(table.share_link("secret", later(1)).await.expect("read"), Some(link(&share)));
    assert_eq!(table.share_link("other", later(1)).await.expect("read"), None);
    assert_eq!(table.share_link("secret", share.ends_at).await.expect("read"), None, "its time is over");
    assert_eq!(table.share(&tenant(), &call, &share.id).await.expect("read"), Some(share.clone()));
    assert_eq!(table.share(&stranger(), &call, &share.id).await.expect("read"), None, "another tenant's");
    assert_eq!(table.shares(&stranger(), &call).await.expect("a list"), []);
    assert_eq!(actions(stores, &tenant()).await, [Action::CallShared]);
}

pub async fn openings_are_noted_beside_their_own_share_newest_first(stores: &Stores) {
    let (call, table) = (call(), &stores.table);
    let (first, second) = (shared(stores, &call, 0, "a").await, shared(stores, &call, 1, "b").await);
    for at in 0..25 {
        let id = ulid(later(at)).to_string();
        assert!(table.note_opening(&link(&first), &id, &opening(at)).await.expect("an answer"));
    }
    let shares = table.shares(&tenant(), &call).await.expect("a list");
    assert_eq!(shares.iter().map(|known| &known.share.id).collect::<Vec<_>>(), [&second.id, &first.id]);
    let (of_second, of_first) = (&shares[0], &shares[1]);
    assert_eq!((of_second.share.opened, of_second.openings.len()), (0, 0));
    assert_eq!((of_first.share.opened, of_first.openings.len()), (25, 20), "all are counted, the newest are shown");
    assert_eq!(of_first.openings[0], opening(24));
}

pub async fn of_many_who_open_and_one_who_revokes_none_is_noted_after(stores: &Stores) {
    let (call, table, ours) = (call(), &stores.table, tenant());
    let share = shared(stores, &call, 0, "secret").await;
    let link = link(&share);
    let revoked = entry(Action::CallShareRevoked);
    let open = async |at: i64| {
        let id = ulid(later(at)).to_string();
        // Rivals for one item may keep it busy; then nothing is noted either.
        table.note_opening(&link, &id, &opening(at)).await.unwrap_or(false)
    };
    let rivals = i64::try_from(RIVALS).expect("a few") / 4;
    let (ended, noted) = futures_util::future::join(
        async {
            loop {
                match table.revoke_share(&ours, (&call, &share.id), later(9), &revoked).await {
                    Ok(is_ended) => return is_ended,
                    Err(_) => continue,
                }
            }
        },
        join_all((0..rivals).map(open)),
    )
    .await;
    assert!(ended);
    let count = noted.into_iter().filter(|noted| *noted).count();
    assert!(!open(20).await, "nothing after it");
    let known = table.shares(&tenant(), &call).await.expect("a list").remove(0);
    assert_eq!((known.openings.len(), known.share.opened), (count, count as u64));
    assert_eq!(known.share.revoked_at, Some(later(9)));
    let again = entry(Action::CallShareRevoked);
    assert!(!table.revoke_share(&ours, (&call, &share.id), later(10), &again).await.expect("an answer"), "once");
    assert_eq!(actions(stores, &tenant()).await.iter().filter(|a| **a == Action::CallShareRevoked).count(), 1);
}
