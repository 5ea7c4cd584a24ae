//! Organisations, their people and whom they invited: all in the tenant's account partition, the directory beside it.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;
use hub_core::account::{Invitation, Link, Login, User};
use hub_core::audit::Entry;
use hub_core::ids::{InvitationId, TenantId, UserId};
use hub_core::live::Visitor;
use hub_core::ports::{Guarded, NewTenant, People, PortResult, UserChange};
use jiff::Timestamp;
use serde_json::json;

use super::accounts::{PASSWORD_HASH, SIGNED_IN_AFTER};
use super::expression::{Change, Item, create_in_transaction, number, number_of, text};
use super::{Canceled, Table, from_item, keys, to_item, unbuildable};

fn person_items(login: &Login) -> PortResult<[Item; 2]> {
    let user = &login.user;
    let visitor = Visitor { tenant_id: user.tenant_id.clone(), user_id: user.id.clone(), is_external: false };
    let mut item = to_item(&keys::user(&user.tenant_id, &user.id), "user", user)?;
    item.insert(PASSWORD_HASH.to_owned(), text(&login.password_hash));
    if let Some(after) = login.signed_in_after {
        item.insert(SIGNED_IN_AFTER.to_owned(), text(after.to_string()));
    }
    Ok([item, to_item(&keys::directory_email(&user.email), "directory", &visitor)?])
}

impl Table {
    fn create_part(&self, item: Item) -> PortResult<TransactWriteItem> {
        create_in_transaction(&self.name, item).map_err(unbuildable)
    }

    /// That `owner` is an owner at the moment of the transaction.
    fn owner_part(&self, tenant: &TenantId, owner: &UserId) -> PortResult<TransactWriteItem> {
        let check = Change::new().when("role", "=", text("owner"));
        check.check_in_transaction(&self.name, &keys::user(tenant, owner)).map_err(unbuildable)
    }

    /// Writes a change of one item, which comes first, with what goes along with it.
    async fn guarded(&self, parts: Vec<TransactWriteItem>) -> PortResult<Guarded> {
        Ok(match self.transact(parts).await? {
            Ok(()) => Guarded::Done,
            Err(Canceled::Condition(0)) => Guarded::Gone,
            Err(Canceled::Condition(_)) => Guarded::Refused,
        })
    }
}

#[async_trait]
impl People for Table {
    async fn create_tenant(&self, new: &NewTenant, entry: &Entry) -> PortResult<bool> {
        let id = &new.id;
        let mut tenant = to_item(&keys::tenant(id), "tenant", &new.settings)?;
        tenant.insert("id".to_owned(), text(id.as_str()));
        let mut items = vec![tenant];
        for login in &new.people {
            items.extend(person_items(login)?);
        }
        for own in &new.numbers {
            items.push(to_item(&keys::number(id, &own.id), "number", own)?);
            items.push(to_item(&keys::directory_own(&own.id), "directory", &json!({ "tenantId": id }))?);
        }
        if let Some(carrier) = &new.carrier {
            items.push(to_item(&keys::carrier(id), "carrier", carrier)?);
        }
        let mut parts = items.into_iter().map(|item| self.create_part(item)).collect::<PortResult<Vec<_>>>()?;
        parts.push(self.audit_part(id, entry)?);
        Ok(self.transact(parts).await?.is_ok())
    }

    async fn invitations(&self, tenant: &TenantId) -> PortResult<Vec<Invitation>> {
        self.account_rows(tenant, keys::INVITATIONS).await
    }

    async fn put_invitation(
        &self,
        tenant: &TenantId,
        invitation: &Invitation,
        token: &str,
        replaces: Option<&InvitationId>,
        entry: &Entry,
    ) -> PortResult<()> {
        let expires = number(invitation.expires_at.as_second());
        let mut item = to_item(&keys::invitation(tenant, &invitation.id), "invitation", invitation)?;
        item.insert("expires_at".to_owned(), expires.clone());
        let link = Link::Invitation { tenant_id: tenant.clone(), invitation_id: invitation.id.clone() };
        let mut pointer = to_item(&keys::directory_link(token), "link", &link)?;
        pointer.insert("expires_at".to_owned(), expires);
        let mut parts = vec![self.create_part(item)?, self.create_part(pointer)?, self.audit_part(tenant, entry)?];
        if let Some(id) = replaces {
            let removal = Change::new().delete_in_transaction(&self.name, &keys::invitation(tenant, id));
            parts.push(removal.map_err(unbuildable)?);
        }
        self.guarded(parts).await.map(|_| ())
    }

    async fn remove_invitation(&self, tenant: &TenantId, id: &InvitationId, entry: &Entry) -> PortResult<bool> {
        let removal = Change::new().when_exists("pk").delete_in_transaction(&self.name, &keys::invitation(tenant, id));
        let parts = vec![removal.map_err(unbuildable)?, self.audit_part(tenant, entry)?];
        Ok(self.guarded(parts).await? == Guarded::Done)
    }

    async fn join(
        &self,
        tenant: &TenantId,
        invitation: &Invitation,
        login: &Login,
        entry: &Entry,
    ) -> PortResult<Guarded> {
        let key = keys::invitation(tenant, &invitation.id);
        let removal = Change::new().when_exists("pk").delete_in_transaction(&self.name, &key);
        let mut parts = vec![removal.map_err(unbuildable)?];
        for item in person_items(login)? {
            parts.push(self.create_part(item)?);
        }
        parts.push(self.audit_part(tenant, entry)?);
        self.guarded(parts).await
    }

    async fn change_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
        change: &UserChange,
        other_owner: Option<&UserId>,
        entry: &Entry,
    ) -> PortResult<Guarded> {
        let mut update = Change::new().when_exists("pk").add("version", 1).set_some("name", change.name.as_deref());
        if let Some(role) = change.role {
            update = update.set("role", serde_dynamo::to_attribute_value(role).map_err(unbuildable)?);
        }
        let update = update.in_transaction(&self.name, &keys::user(tenant, user)).map_err(unbuildable)?;
        let mut parts = vec![update, self.audit_part(tenant, entry)?];
        if let Some(owner) = other_owner {
            parts.push(self.owner_part(tenant, owner)?);
        }
        self.guarded(parts).await
    }

    async fn remove_user(
        &self,
        tenant: &TenantId,
        user: &User,
        other_owner: Option<&UserId>,
        entry: &Entry,
    ) -> PortResult<Guarded> {
        let removal = Change::new().when_exists("pk").delete_in_transaction(&self.name, &keys::user(tenant, &user.id));
        let pointer = Change::new().delete_in_transaction(&self.name, &keys::directory_email(&user.email));
        let mut parts =
            vec![removal.map_err(unbuildable)?, pointer.map_err(unbuildable)?, self.audit_part(tenant, entry)?];
        if let Some(owner) = other_owner {
            parts.push(self.owner_part(tenant, owner)?);
        }
        self.guarded(parts).await
    }

    async fn set_password(
        &self,
        tenant: &TenantId,
        user: &UserId,
        password_hash: &str,
        now: Timestamp,
        entry: &Entry,
    ) -> PortResult<bool> {
        let update = Change::new()
            .set(PASSWORD_HASH, text(password_hash))
            .set(SIGNED_IN_AFTER, text(now.to_string()))
            .when_exists("pk")
            .in_transaction(&self.name, &keys::user(tenant, user))
            .map_err(unbuildable)?;
        Ok(self.guarded(vec![update, self.audit_part(tenant, entry)?]).await? == Guarded::Done)
    }

    async fn put_link(&self, token: &str, link: &Link, expires: Timestamp) -> PortResult<()> {
        let mut item = to_item(&keys::directory_link(token), "link", link)?;
        item.insert("expires_at".to_owned(), number(expires.as_second()));
        self.write(item).await
    }

    async fn link(&self, token: &str, now: Timestamp) -> PortResult<Option<Link>> {
        fresh(self.read(&keys::directory_link(token), true).await?, now)
    }

    async fn take_link(&self, token: &str, now: Timestamp) -> PortResult<Option<Link>> {
        fresh(self.delete(&keys::directory_link(token)).await?, now)
    }
}

/// The table removes what expired only hours later.
fn fresh(item: Option<Item>, now: Timestamp) -> PortResult<Option<Link>> {
    let is_fresh = |item: &Item| number_of::<i64>(item, "expires_at").is_some_and(|expires| expires > now.as_second());
    item.filter(is_fresh).map(from_item).transpose()
}
