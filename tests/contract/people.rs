//! What every table promises of organisations and their people.

use futures_util::future::join_all;
use hub_core::account::{Invitation, Link, Role};
use hub_core::address::Address;
use hub_core::audit::Action;
use hub_core::ids::{InvitationId, TenantId, UserId};
use hub_core::ports::{
    Accounts, Directory, Guarded, Integrations, NewTenant, People, PortResult, SettingsStore, UserChange,
};

use crate::sample::{
    RIVALS, actions, connection, entry, later, login, new_tenant, now, number, owner, stranger, tenant, user_id,
};
use crate::stores::Stores;

const EMAIL: &str = "owner@acme.test";
const OURS: &str = "+12015550123";

/// A tenant with an owner at [`EMAIL`], a number and a carrier.
fn whole_tenant(id: &TenantId) -> NewTenant {
    let people = vec![login(id, "owner", EMAIL, Role::Owner)];
    NewTenant { numbers: vec![number(OURS)], carrier: Some(connection("ACa")), ..new_tenant(id, people) }
}

async fn is_nothing(stores: &Stores, id: &TenantId) -> bool {
    let table = &stores.table;
    table.settings(id).await.expect("read").is_none()
        && table.tenant(id).await.expect("read").is_none()
        && table.users(id).await.expect("read").is_empty()
        && table.numbers(id).await.expect("read").is_empty()
        && table.carrier(id).await.expect("read").is_none()
        && actions(stores, id).await.is_empty()
}

pub async fn a_new_tenant_is_there_as_a_whole(stores: &Stores) {
    let new = whole_tenant(&tenant());
    assert!(stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("made"));
    assert_eq!(stores.table.settings(&tenant()).await.expect("read"), Some(new.settings.clone()));
    assert_eq!(stores.table.users(&tenant()).await.expect("read"), [new.people[0].user.clone()]);
    assert_eq!(stores.table.numbers(&tenant()).await.expect("read"), new.numbers);
    assert_eq!(stores.table.carrier(&tenant()).await.expect("read"), new.carrier);
    let person = stores.table.user_by_email(EMAIL).await.expect("read");
    assert_eq!(person, Some((tenant(), user_id("owner"))));
    let found = stores.table.tenant_by_number(&Address::from_carrier(OURS)).await.expect("read");
    assert_eq!(found, Some(tenant()));
    assert_eq!(actions(stores, &tenant()).await, [Action::SignedUp]);
    let again = stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("an answer");
    assert!(!again, "the id is taken");
    assert_eq!(actions(stores, &tenant()).await, [Action::SignedUp]);
}

pub async fn what_is_taken_makes_nothing_of_a_new_tenant(stores: &Stores) {
    let first = whole_tenant(&tenant());
    assert!(stores.table.create_tenant(&first, &entry(Action::SignedUp)).await.expect("made"));
    let free_number = || vec![number("+14155550199")];
    let free_person = || vec![owner(&stranger(), "free")];
    for (taken, new) in [
        ("the e-mail address", NewTenant { numbers: free_number(), ..whole_tenant(&stranger()) }),
        ("the number", NewTenant { people: free_person(), ..whole_tenant(&stranger()) }),
    ] {
        assert!(!stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("an answer"), "{taken}");
        assert!(is_nothing(stores, &stranger()).await, "{taken}");
    }
    let free = stores.table.tenant_by_number(&Address::from_carrier("+14155550199")).await.expect("read");
    assert_eq!(free, None, "a part of what was refused");
    assert_eq!(stores.table.user_by_email("free@globex.test").await.expect("read"), None);
    let new = NewTenant { numbers: free_number(), people: free_person(), ..whole_tenant(&stranger()) };
    assert!(stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("made"), "both are free still");
}

pub async fn of_many_sign_ups_with_one_address_one_wins(stores: &Stores) {
    let ids: Vec<TenantId> = (0..RIVALS).map(|rival| format!("ten_{rival}").parse().expect("an id")).collect();
    let tries = ids.iter().map(async |id| {
        let new = new_tenant(id, vec![login(id, "owner", EMAIL, Role::Owner)]);
        stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("an answer")
    });
    let outcomes = join_all(tries).await;
    let won: Vec<_> = ids.iter().zip(outcomes).filter_map(|(id, won)| won.then_some(id)).collect();
    assert_eq!(won.len(), 1);
    let person = stores.table.user_by_email(EMAIL).await.expect("read");
    assert_eq!(person, Some((won[0].clone(), user_id("owner"))));
    for id in ids.iter().filter(|id| *id != won[0]) {
        assert!(is_nothing(stores, id).await, "{id}");
    }
}

fn invitation(word: &str, email: &str) -> Invitation {
    Invitation {
        id: format!("inv_{word}").parse().expect("an id"),
        email: email.to_owned(),
        role: Role::Agent,
        invited_by: "Olivia Owner".to_owned(),
        created_at: now(),
        expires_at: later(600),
    }
}

async fn invite(stores: &Stores, invitation: &Invitation, token: &str, replaces: Option<&InvitationId>) {
    let entry = entry(Action::PersonInvited);
    stores.table.put_invitation(&tenant(), invitation, token, replaces, &entry).await.expect("kept");
}

async fn invited(stores: &Stores) -> Vec<Invitation> {
    stores.table.invitations(&tenant()).await.expect("a list")
}

async fn join(stores: &Stores, invitation: &Invitation, word: &str) -> Guarded {
    let login = login(&tenant(), word, &invitation.email, invitation.role);
    stores.table.join(&tenant(), invitation, &login, &entry(Action::PersonJoined)).await.expect("an answer")
}

pub async fn an_invitation_is_spent_once(stores: &Stores) {
    let invitation = invitation("1", "agent@acme.test");
    invite(stores, &invitation, "token", None).await;
    assert_eq!(invited(stores).await, std::slice::from_ref(&invitation));
    let words: Vec<String> = (0..RIVALS).map(|rival| format!("agent{rival}")).collect();
    let outcomes = join_all(words.iter().map(|word| join(stores, &invitation, word))).await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Guarded::Done).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Guarded::Gone).count(), RIVALS - 1);
    let people = stores.table.users(&tenant()).await.expect("a list");
    assert_eq!(people.len(), 1);
    let person = stores.table.user_by_email("agent@acme.test").await.expect("read");
    assert_eq!(person, Some((tenant(), people[0].id.clone())));
    assert_eq!(invited(stores).await, []);
    assert_eq!(actions(stores, &tenant()).await, [Action::PersonJoined, Action::PersonInvited]);
}

pub async fn a_taken_address_keeps_the_invitation(stores: &Stores) {
    let elsewhere = new_tenant(&stranger(), vec![login(&stranger(), "greta", "agent@acme.test", Role::Owner)]);
    assert!(stores.table.create_tenant(&elsewhere, &entry(Action::SignedUp)).await.expect("made"));
    let invitation = invitation("1", "agent@acme.test");
    invite(stores, &invitation, "token", None).await;
    assert_eq!(join(stores, &invitation, "agent").await, Guarded::Refused);
    assert_eq!(invited(stores).await, std::slice::from_ref(&invitation));
    assert_eq!(stores.table.users(&tenant()).await.expect("a list"), []);
    assert_eq!(actions(stores, &tenant()).await, [Action::PersonInvited]);
}

pub async fn a_withdrawn_or_replaced_invitation_is_gone(stores: &Stores) {
    let (first, second) = (invitation("1", "agent@acme.test"), invitation("2", "agent@acme.test"));
    invite(stores, &first, "token1", None).await;
    invite(stores, &second, "token2", Some(&first.id)).await;
    assert_eq!(invited(stores).await, std::slice::from_ref(&second));
    assert_eq!(join(stores, &first, "agent").await, Guarded::Gone);
    let link = stores.table.link("token2", now()).await.expect("read");
    assert_eq!(link, Some(Link::Invitation { tenant_id: tenant(), invitation_id: second.id.clone() }));
    let withdraw = async |tenant: &TenantId| {
        let entry = entry(Action::InvitationWithdrawn);
        stores.table.remove_invitation(tenant, &second.id, &entry).await.expect("an answer")
    };
    assert!(!withdraw(&stranger()).await, "another tenant's");
    assert!(withdraw(&tenant()).await);
    assert!(!withdraw(&tenant()).await, "there is none any more");
    assert_eq!(join(stores, &second, "agent").await, Guarded::Gone);
    assert_eq!(actions(stores, &stranger()).await, [], "what was not done is not told");
}

/// What two owners do to each other at the same moment.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Remove,
    Demote,
}

async fn does(stores: &Stores, tenant: &TenantId, deed: Deed, to: &str, guard: &UserId) -> PortResult<Guarded> {
    let other = Some(guard);
    match deed {
        Deed::Remove => {
            let user = owner(tenant, to).user;
            stores.table.remove_user(tenant, &user, other, &entry(Action::PersonRemoved)).await
        }
        Deed::Demote => {
            let change = UserChange { role: Some(Role::Agent), name: None };
            stores.table.change_user(tenant, &user_id(to), &change, other, &entry(Action::RoleChanged)).await
        }
    }
}

pub async fn two_owners_against_each_other_leave_one(stores: &Stores) {
    const PAIRS: [(Deed, Deed); 3] =
        [(Deed::Remove, Deed::Remove), (Deed::Demote, Deed::Demote), (Deed::Remove, Deed::Demote)];
    for round in 0..50 {
        let tenant: TenantId = format!("ten_{round}").parse().expect("an id");
        let new = new_tenant(&tenant, vec![owner(&tenant, "a"), owner(&tenant, "b")]);
        assert!(stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("made"));
        let (first, second) = PAIRS[round % PAIRS.len()];
        let (a, b) = (user_id("a"), user_id("b"));
        let (one, other) = tokio::join!(does(stores, &tenant, first, "b", &a), does(stores, &tenant, second, "a", &b));
        let outcomes = [one.expect("an answer"), other.expect("an answer")];
        assert!(outcomes.contains(&Guarded::Done), "{first:?} {second:?} {outcomes:?}");
        assert!(outcomes.contains(&Guarded::Refused), "{first:?} {second:?} {outcomes:?}");
        let people = stores.table.users(&tenant).await.expect("a list");
        let owners = people.iter().filter(|user| user.role == Role::Owner).count();
        assert_eq!(owners, 1, "{first:?} {second:?}");
        assert_eq!(actions(stores, &tenant).await.len(), 2, "the refused one is not told");
    }
}

pub async fn a_removed_person_frees_their_address(stores: &Stores) {
    let new = new_tenant(&tenant(), vec![owner(&tenant(), "a"), login(&tenant(), "agent", EMAIL, Role::Agent)]);
    assert!(stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("made"));
    let user = new.people[1].user.clone();
    let remove = async || {
        stores.table.remove_user(&tenant(), &user, None, &entry(Action::PersonRemoved)).await.expect("an answer")
    };
    assert_eq!(remove().await, Guarded::Done);
    assert_eq!(stores.table.user_by_email(EMAIL).await.expect("read"), None);
    let elsewhere = new_tenant(&stranger(), vec![login(&stranger(), "greta", EMAIL, Role::Owner)]);
    assert!(
        stores.table.create_tenant(&elsewhere, &entry(Action::SignedUp)).await.expect("made"),
        "the address is free"
    );
    assert_eq!(remove().await, Guarded::Gone, "a repeat");
    let person = stores.table.user_by_email(EMAIL).await.expect("read");
    assert_eq!(person, Some((stranger(), user_id("greta"))), "a repeat leaves the new owner of the address");
    let change = UserChange { name: Some("Nobody".to_owned()), role: None };
    let changed = stores.table.change_user(&tenant(), &user.id, &change, None, &entry(Action::PersonRenamed)).await;
    assert_eq!(changed.expect("an answer"), Guarded::Gone);
    assert_eq!(stores.table.users(&tenant()).await.expect("a list").len(), 1, "a change makes nobody");
}

pub async fn a_new_password_is_for_a_person_who_is_there(stores: &Stores) {
    let new = new_tenant(&tenant(), vec![owner(&tenant(), "a")]);
    assert!(stores.table.create_tenant(&new, &entry(Action::SignedUp)).await.expect("made"));
    let set = async |word: &str| {
        let entry = entry(Action::PasswordReset);
        stores.table.set_password(&tenant(), &user_id(word), "new", later(5), &entry).await.expect("an answer")
    };
    assert!(set("a").await);
    let login = stores.table.login(&tenant(), &user_id("a")).await.expect("read").expect("a person");
    assert_eq!((login.password_hash.as_str(), login.signed_in_after), ("new", Some(later(5))));
    assert!(!set("b").await);
    assert!(stores.table.login(&tenant(), &user_id("b")).await.expect("read").is_none(), "a password makes nobody");
}

pub async fn a_mailed_link_is_taken_once_and_in_time(stores: &Stores) {
    let link = Link::Reset { tenant_id: tenant(), user_id: user_id("a"), asked_at: jiff::Timestamp::UNIX_EPOCH };
    for token in ["good", "late"] {
        stores.table.put_link(token, &link, later(60)).await.expect("kept");
    }
    assert_eq!(stores.table.link("good", now()).await.expect("read"), Some(link.clone()), "a look spends nothing");
    assert_eq!(stores.table.take_link("good", now()).await.expect("an answer"), Some(link));
    assert_eq!(stores.table.take_link("good", now()).await.expect("an answer"), None);
    assert_eq!(stores.table.link("good", now()).await.expect("read"), None);
    assert_eq!(stores.table.link("late", later(60)).await.expect("read"), None);
    assert_eq!(stores.table.take_link("late", later(60)).await.expect("an answer"), None);
    assert_eq!(stores.table.take_link("unknown", now()).await.expect("an answer"), None);
}

pub async fn of_many_who_take_a_link_one_gets_it(stores: &Stores) {
    let link = Link::Reset { tenant_id: tenant(), user_id: user_id("a"), asked_at: jiff::Timestamp::UNIX_EPOCH };
    for token in ["one", "two", "three", "four", "five"] {
        stores.table.put_link(token, &link, later(60)).await.expect("kept");
        let takes = join_all((0..RIVALS).map(|_| stores.table.take_link(token, now()))).await;
        let taken = takes.into_iter().filter_map(|take| take.expect("an answer")).count();
        assert_eq!(taken, 1, "{token}");
    }
}
