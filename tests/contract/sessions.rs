//! What every table promises of sign-ins.

use futures_util::future::join_all;
use hub_core::account::RefreshFamily;
use hub_core::ports::Accounts;

use crate::sample::{RIVALS, later, now, stranger, tenant, user_id};
use crate::stores::Stores;

const FAMILY: &str = "01KAGN4W3S0000000000000000";

async fn signed_in(stores: &Stores) -> RefreshFamily {
    let family = RefreshFamily {
        id: FAMILY.to_owned(),
        user_id: user_id("a"),
        current: "first".to_owned(),
        previous: None,
        started_at: now(),
        rotated_at: now(),
    };
    stores.table.put_refresh_family(&tenant(), &family, later(60)).await.expect("kept");
    family
}

async fn family(stores: &Stores) -> Option<RefreshFamily> {
    stores.table.refresh_family(&tenant(), FAMILY).await.expect("read")
}

pub async fn a_refresh_token_rotates_once(stores: &Stores) {
    let first = signed_in(stores).await;
    let words: Vec<String> = (0..RIVALS).map(|rival| format!("next{rival}")).collect();
    let rotate =
        async |next: &String| stores.table.rotate_refresh(&tenant(), &first, next, later(5)).await.expect("an answer");
    let rotations = join_all(words.iter().map(rotate)).await;
    let won: Vec<_> = words.iter().zip(rotations).filter(|(_, won)| *won).collect();
    assert_eq!(won.len(), 1);
    let second = family(stores).await.expect("a family");
    assert_eq!((&second.current, second.previous.as_deref()), (won[0].0, Some("first")));
    assert_eq!((second.user_id.clone(), second.started_at, second.rotated_at), (user_id("a"), now(), later(5)));
    assert!(stores.table.rotate_refresh(&tenant(), &second, "third", later(9)).await.expect("an answer"));
    let third = family(stores).await.expect("a family");
    assert_eq!((third.current.as_str(), third.previous.as_ref()), ("third", Some(&second.current)));
    assert!(!stores.table.rotate_refresh(&tenant(), &first, "again", later(9)).await.expect("an answer"), "spent");
}

pub async fn a_revoked_family_stays_ended(stores: &Stores) {
    let first = signed_in(stores).await;
    assert!(stores.table.refresh_family(&stranger(), FAMILY).await.expect("read").is_none(), "another tenant's");
    stores.table.revoke_refresh_family(&stranger(), FAMILY).await.expect("an answer");
    assert!(!stores.table.rotate_refresh(&stranger(), &first, "next", now()).await.expect("an answer"));
    assert!(family(stores).await.is_some());
    stores.table.revoke_refresh_family(&tenant(), FAMILY).await.expect("ended");
    stores.table.revoke_refresh_family(&tenant(), FAMILY).await.expect("twice is fine");
    assert!(!stores.table.rotate_refresh(&tenant(), &first, "next", now()).await.expect("an answer"));
    assert!(family(stores).await.is_none(), "a rotation does not bring it back");
}
