//! The values that the promises are tried with.

use std::sync::atomic::{AtomicI64, Ordering};

use hub_adapters::local::RandomIds;
use hub_core::account::{Login, Role, User};
use hub_core::address::Address;
use hub_core::audit::{Action, Doer, Entry};
use hub_core::carrier_account::{AccountKind, CarrierAccount, CarrierConnection, Sealed};
use hub_core::ids::{TenantId, UserId};
use hub_core::number::OwnNumber;
use hub_core::page::PageRequest;
use hub_core::ports::{AuditLog, Ids, NewTenant};
use hub_core::settings::Settings;
use jiff::{SignedDuration, Timestamp};
use serde_json::Map;

use crate::stores::Stores;

/// How many try the same thing at once.
pub const RIVALS: usize = 20;

/// A ULID of a moment.
pub fn ulid(at: Timestamp) -> ulid::Ulid {
    RandomIds::default().ulid(at)
}

pub fn tenant() -> TenantId {
    "acme".parse().expect("an id")
}

pub fn stranger() -> TenantId {
    "globex".parse().expect("an id")
}

pub fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}

pub fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

pub fn user_id(word: &str) -> UserId {
    format!("usr_{word}").parse().expect("an id")
}

/// A person of a tenant with an e-mail address.
pub fn login(tenant: &TenantId, word: &str, email: &str, role: Role) -> Login {
    let user = User {
        id: user_id(word),
        name: word.to_owned(),
        email: email.to_owned(),
        role,
        tenant_id: tenant.clone(),
        joined_at: None,
    };
    Login { user, password_hash: "hash".to_owned(), signed_in_after: None }
}

pub fn owner(tenant: &TenantId, word: &str) -> Login {
    login(tenant, word, &format!("{word}@{tenant}.test"), Role::Owner)
}

/// A line of the audit, of the hub itself; each one a millisecond after the one before.
pub fn entry(action: Action) -> Entry {
    static ENTRIES: AtomicI64 = AtomicI64::new(0);
    entry_at(action, now() + SignedDuration::from_millis(ENTRIES.fetch_add(1, Ordering::Relaxed)))
}

pub fn entry_at(action: Action, at: Timestamp) -> Entry {
    Entry {
        id: ulid(at).to_string(),
        at,
        action,
        actor: Doer::hub().actor,
        from: None,
        target: None,
        details: Map::new(),
    }
}

pub fn number(text: &str) -> OwnNumber {
    OwnNumber::new(Address::from_carrier(text), "Front desk")
}

pub fn connection(account_sid: &str) -> CarrierConnection {
    let account = CarrierAccount::new(account_sid, "canary");
    CarrierConnection::working(&account, AccountKind::Own, Sealed("sealed".to_owned()), now())
}

/// A tenant with these people and nothing else.
pub fn new_tenant(id: &TenantId, people: Vec<Login>) -> NewTenant {
    let settings = Settings::new("Acme Dental", "America/New_York", "US");
    NewTenant { id: id.clone(), settings, people, numbers: Vec::new(), carrier: None }
}

/// What the audit of a tenant holds, newest first.
pub async fn audited(stores: &Stores, tenant: &TenantId) -> Vec<Entry> {
    let page = PageRequest { limit: 100, after: None };
    stores.table.entries(tenant, &hub_core::audit::AuditFilter::default(), &page).await.expect("a page").rows
}

/// The actions in the audit of a tenant, newest first.
pub async fn actions(stores: &Stores, tenant: &TenantId) -> Vec<Action> {
    audited(stores, tenant).await.iter().map(|entry| entry.action).collect()
}
