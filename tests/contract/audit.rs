//! What every table promises of the audit.

use hub_core::audit::{Action, Actor, ActorKind, AuditFilter, Entry};
use hub_core::ids::TenantId;
use hub_core::page::{PageRequest, Position};
use hub_core::ports::{AuditLog, PortErrorKind};

use crate::sample::{audited, entry_at, later, now, stranger, tenant, user_id};
use crate::stores::Stores;

/// Entries of a tenant, a second apart, oldest first. Every other one is of a person.
async fn recorded(stores: &Stores, tenant: &TenantId, actions: &[Action]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (seconds, action) in (0..).zip(actions) {
        let mut entry = entry_at(*action, later(seconds)).on(tenant.as_str());
        if seconds % 2 == 1 {
            entry.actor = Actor { id: Some(user_id("a")), name: "Olivia".to_owned(), kind: ActorKind::Person };
        }
        stores.table.record(tenant, &entry).await.expect("recorded");
        entries.push(entry);
    }
    entries
}

const ACTIONS: [Action; 7] = [
    Action::SignedUp,
    Action::SignedIn,
    Action::NumberBought,
    Action::NumberReleased,
    Action::SignInBlocked,
    Action::PersonInvited,
    Action::SettingsChanged,
];

pub async fn the_audit_is_paged_newest_first(stores: &Stores) {
    let mut entries = recorded(stores, &tenant(), &ACTIONS).await;
    entries.reverse();
    let (mut seen, mut sizes, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let page = PageRequest { limit: 3, after };
        let page = stores.table.entries(&tenant(), &AuditFilter::default(), &page).await.expect("a page");
        sizes.push(page.rows.len());
        seen.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [3, 3, 1]);
    assert_eq!(seen, entries);
}

pub async fn a_line_of_the_audit_never_changes(stores: &Stores) {
    let first = entry_at(Action::SignedIn, now());
    stores.table.record(&tenant(), &first).await.expect("recorded");
    let forged = Entry { action: Action::SignedUp, ..first.clone() };
    stores.table.record(&tenant(), &forged).await.expect("an answer");
    assert_eq!(audited(stores, &tenant()).await, [first]);
}

pub async fn the_audit_is_filtered_by_action_person_and_time(stores: &Stores) {
    recorded(stores, &tenant(), &ACTIONS).await;
    let wanted = async |filter: AuditFilter| -> Vec<Action> {
        let page = PageRequest { limit: 100, after: None };
        let page = stores.table.entries(&tenant(), &filter, &page).await.expect("a page");
        page.rows.iter().map(|entry| entry.action).collect()
    };
    let action = |word: &str| AuditFilter { action: Some(word.to_owned()), ..AuditFilter::default() };
    assert_eq!(wanted(action("number")).await, [Action::NumberReleased, Action::NumberBought]);
    assert_eq!(wanted(action("number_bought")).await, [Action::NumberBought]);
    assert_eq!(wanted(action("num")).await, [], "a family is a whole word");
    assert_eq!(wanted(action("signed")).await, [Action::SignedIn, Action::SignedUp]);
    let actor = |word: &str| AuditFilter { actor: Some(user_id(word)), ..AuditFilter::default() };
    assert_eq!(wanted(actor("a")).await, [Action::PersonInvited, Action::NumberReleased, Action::SignedIn]);
    assert_eq!(wanted(actor("b")).await, []);
    let time = |from, to| AuditFilter { from, to, ..AuditFilter::default() };
    assert_eq!(wanted(time(Some(later(5)), None)).await, [Action::SettingsChanged, Action::PersonInvited]);
    assert_eq!(wanted(time(None, Some(later(2)))).await, [Action::SignedIn, Action::SignedUp]);
    assert_eq!(wanted(time(Some(later(2)), Some(later(4)))).await, [Action::NumberReleased, Action::NumberBought]);
    let both = AuditFilter { actor: Some(user_id("a")), ..time(Some(later(2)), Some(later(4))) };
    assert_eq!(wanted(both).await, [Action::NumberReleased]);
}

pub async fn a_position_of_one_audit_shows_nothing_of_it_with_another(stores: &Stores) {
    recorded(stores, &tenant(), &ACTIONS).await;
    let page = PageRequest { limit: 3, after: None };
    let page = stores.table.entries(&tenant(), &AuditFilter::default(), &page).await.expect("a page");
    let position = page.next.expect("more");
    let from = async |tenant: &TenantId, position: Position| {
        let page = PageRequest { limit: 100, after: Some(position) };
        stores.table.entries(tenant, &AuditFilter::default(), &page).await
    };
    let there = from(&stranger(), position.clone()).await.expect("a page");
    assert_eq!((there.rows, there.next), (Vec::new(), None));
    let theirs = recorded(stores, &stranger(), &[Action::SignedUp]).await;
    let there = from(&stranger(), position.clone()).await.expect("a page");
    assert_eq!((there.rows, there.next), (theirs, None), "their own older line and nothing of ours");
    assert_eq!(from(&tenant(), position).await.expect("a page").rows.len(), 4, "the position is good where it is from");
    for forged in ["", "x", "T#acme#AUDIT", "01ARZ3NDEKTSV4RRFFQ69G5FAV#"] {
        let refused = from(&tenant(), Position(forged.to_owned())).await.expect_err("refused");
        assert_eq!(refused.kind, PortErrorKind::Rejected, "{forged:?}");
    }
}
