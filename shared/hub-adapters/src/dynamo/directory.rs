//! The directory: from an outside name to its tenant.

use async_trait::async_trait;
use hub_core::address::Address;
use hub_core::ids::{TenantId, UserId};
use hub_core::live::Visitor;
use hub_core::ports::{Directory, PortResult};
use jiff::Timestamp;

use super::expression::{number, number_of, text_of};
use super::keys::{self, Key};
use super::{Table, broken, from_item, to_item};

impl Table {
    async fn tenant_at(&self, key: &Key) -> PortResult<Option<TenantId>> {
        let Some(item) = self.read(key, false).await? else { return Ok(None) };
        text_of(&item, "tenantId").map(str::parse).transpose().map_err(broken)
    }
}

#[async_trait]
impl Directory for Table {
    async fn tenant_by_number(&self, number: &Address) -> PortResult<Option<TenantId>> {
        self.tenant_at(&keys::directory_number(number)).await
    }

    async fn tenant_by_messaging_service(&self, sid: &str) -> PortResult<Option<TenantId>> {
        self.tenant_at(&keys::directory_service(sid)).await
    }

    async fn user_by_email(&self, email: &str) -> PortResult<Option<(TenantId, UserId)>> {
        let Some(item) = self.read(&keys::directory_email(email), true).await? else { return Ok(None) };
        let visitor: Visitor = from_item(item)?;
        Ok(Some((visitor.tenant_id, visitor.user_id)))
    }

    async fn take_ticket(&self, ticket: &str, now: Timestamp) -> PortResult<Option<Visitor>> {
        let Some(item) = self.delete(&keys::directory_ticket(ticket)).await? else { return Ok(None) };
        let is_fresh = number_of::<i64>(&item, "expires_at").is_some_and(|expires| expires > now.as_second());
        if is_fresh { from_item(item).map(Some) } else { Ok(None) }
    }

    async fn put_ticket(&self, ticket: &str, visitor: &Visitor, expires: Timestamp) -> PortResult<()> {
        let mut item = to_item(&keys::directory_ticket(ticket), "ticket", visitor)?;
        item.insert("expires_at".to_owned(), number(expires.as_second()));
        self.write(item).await
    }
}
