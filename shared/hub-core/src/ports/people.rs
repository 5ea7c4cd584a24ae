//! Organisations and their people.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::account::{Invitation, Link, Login, Role, User};
use crate::audit::Entry;
use crate::carrier_account::CarrierConnection;
use crate::ids::{InvitationId, TenantId, UserId};
use crate::number::OwnNumber;
use crate::settings::Settings;

/// A tenant to be made.
pub struct NewTenant {
    /// Its id.
    pub id: TenantId,
    /// Its settings.
    pub settings: Settings,
    /// Its people with their password hashes.
    pub people: Vec<Login>,
    /// Its numbers.
    pub numbers: Vec<OwnNumber>,
    /// Its account at the carrier.
    pub carrier: Option<CarrierConnection>,
}

/// A change of a person: what is absent stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserChange {
    /// What they may do.
    pub role: Option<Role>,
    /// Their name.
    pub name: Option<String>,
}

/// What became of a change that was bound to conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// Done.
    Done,
    /// What it was to change is no longer there.
    Gone,
    /// Another condition did not hold: the e-mail address is taken, or the other owner is no owner any more.
    Refused,
}

/// Organisations, their people and whom they invited. Every change carries its line of the audit, in one transaction.
#[async_trait]
pub trait People: Send + Sync {
    /// Makes a tenant with all that belongs to it, in one transaction; `false` if an e-mail address or a number of it
    /// belongs to somebody.
    async fn create_tenant(&self, new: &NewTenant, entry: &Entry) -> PortResult<bool>;
    /// Those who were invited and have not answered, expired ones included.
    async fn invitations(&self, tenant: &TenantId) -> PortResult<Vec<Invitation>>;
    /// Keeps an invitation and what its link opens; `replaces` ends with it.
    async fn put_invitation(
        &self,
        tenant: &TenantId,
        invitation: &Invitation,
        token: &str,
        replaces: Option<&InvitationId>,
        entry: &Entry,
    ) -> PortResult<()>;
    /// Withdraws an invitation; `false` if there is none.
    async fn remove_invitation(&self, tenant: &TenantId, id: &InvitationId, entry: &Entry) -> PortResult<bool>;
    /// Turns an invitation into a person; its link is spent. [`Guarded::Gone`] if the invitation is answered or
    /// withdrawn, [`Guarded::Refused`] if the e-mail address is taken.
    async fn join(
        &self,
        tenant: &TenantId,
        invitation: &Invitation,
        login: &Login,
        entry: &Entry,
    ) -> PortResult<Guarded>;
    /// Changes a person. With `other_owner` only if that person is an owner at that moment.
    async fn change_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
        change: &UserChange,
        other_owner: Option<&UserId>,
        entry: &Entry,
    ) -> PortResult<Guarded>;
    /// Removes a person and frees their e-mail address. With `other_owner` only if that person is an owner then.
    async fn remove_user(
        &self,
        tenant: &TenantId,
        user: &User,
        other_owner: Option<&UserId>,
        entry: &Entry,
    ) -> PortResult<Guarded>;
    /// Sets a password; sign-ins from before `now` are over. `false` if the person is gone.
    async fn set_password(
        &self,
        tenant: &TenantId,
        user: &UserId,
        password_hash: &str,
        now: Timestamp,
        entry: &Entry,
    ) -> PortResult<bool>;
    /// Keeps what a mailed link opens until `expires`.
    async fn put_link(&self, token: &str, link: &Link, expires: Timestamp) -> PortResult<()>;
    /// What a mailed link opens; `None` if it is unknown, spent or expired.
    async fn link(&self, token: &str, now: Timestamp) -> PortResult<Option<Link>>;
    /// Spends a link: answers once what it opened.
    async fn take_link(&self, token: &str, now: Timestamp) -> PortResult<Option<Link>>;
}

/// What an organisation decides about itself.
#[async_trait]
pub trait SettingsStore: Send + Sync {
    /// The settings.
    async fn settings(&self, tenant: &TenantId) -> PortResult<Option<Settings>>;
    /// Replaces the settings if the stored version is the one before; `false` if it is not.
    async fn put_settings(&self, tenant: &TenantId, settings: &Settings, entry: &Entry) -> PortResult<bool>;
}
