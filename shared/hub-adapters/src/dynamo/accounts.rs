//! What a request needs to know of its tenant, and refresh families.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use hub_core::account::{Login, RefreshFamily, Tenant, User};
use hub_core::carrier_account::{CarrierConnection, CarrierStatus};
use hub_core::ids::{TenantId, UserId};
use hub_core::number::OwnNumber;
use hub_core::ports::{Accounts, PortResult};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::expression::{Change, Item, number, text, text_of};
use super::{Table, broken, from_item, keys, port_error, to_item};

/// The attribute of a person's item that holds their password's hash.
pub(super) const PASSWORD_HASH: &str = "passwordHash";
/// The attribute that ends sign-ins from before a moment.
pub(super) const SIGNED_IN_AFTER: &str = "signedInAfter";

impl Table {
    pub(super) async fn account_rows<T: DeserializeOwned>(
        &self,
        tenant: &TenantId,
        prefix: &str,
    ) -> PortResult<Vec<T>> {
        let mut rows = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":pk", text(keys::account(tenant)))
                .expression_attribute_values(":prefix", text(prefix))
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(port_error)?;
            for item in answer.items.unwrap_or_default() {
                rows.push(from_item(item)?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(rows);
            }
        }
    }
}

#[async_trait]
impl Accounts for Table {
    async fn tenant(&self, tenant: &TenantId) -> PortResult<Option<Tenant>> {
        self.read(&keys::tenant(tenant), false).await?.map(from_item).transpose()
    }

    async fn users(&self, tenant: &TenantId) -> PortResult<Vec<User>> {
        self.account_rows(tenant, keys::USERS).await
    }

    async fn login(&self, tenant: &TenantId, user: &UserId) -> PortResult<Option<Login>> {
        let Some(item) = self.read(&keys::user(tenant, user), true).await? else { return Ok(None) };
        let password_hash = text_of(&item, PASSWORD_HASH).unwrap_or_default().to_owned();
        let signed_in_after = text_of(&item, SIGNED_IN_AFTER).map(str::parse).transpose().map_err(broken)?;
        Ok(Some(Login { user: from_item(item)?, password_hash, signed_in_after }))
    }

    async fn numbers(&self, tenant: &TenantId) -> PortResult<Vec<OwnNumber>> {
        self.account_rows(tenant, keys::NUMBERS).await
    }

    async fn carrier_status(&self, tenant: &TenantId) -> PortResult<(CarrierStatus, Option<String>)> {
        let item = self.read(&keys::carrier(tenant), false).await?;
        let connection: Option<CarrierConnection> = item.map(from_item).transpose()?;
        Ok(connection.map_or((CarrierStatus::None, None), |connection| (connection.status, connection.reason)))
    }

    async fn put_refresh_family(
        &self,
        tenant: &TenantId,
        family: &RefreshFamily,
        expires: Timestamp,
    ) -> PortResult<()> {
        let mut item = to_item(&keys::session(tenant, &family.id), "session", family)?;
        item.insert("expires_at".to_owned(), number(expires.as_second()));
        self.write(item).await
    }

    async fn refresh_family(&self, tenant: &TenantId, id: &str) -> PortResult<Option<RefreshFamily>> {
        self.read(&keys::session(tenant, id), true).await?.map(from_item).transpose()
    }

    async fn rotate_refresh(
        &self,
        tenant: &TenantId,
        family: &RefreshFamily,
        next: &str,
        now: Timestamp,
    ) -> PortResult<bool> {
        let expires = now + hub_core::flows::sessions::REFRESH_LIFETIME;
        let rotated: AttributeValue = text(now.to_string());
        let change = Change::new()
            .set("previous", text(&family.current))
            .set("current", text(next))
            .set("rotatedAt", rotated)
            .set("expires_at", number(expires.as_second()))
            .when("current", "=", text(&family.current));
        Ok(self.change(&keys::session(tenant, &family.id), change).await?.is_ok())
    }

    async fn revoke_refresh_family(&self, tenant: &TenantId, id: &str) -> PortResult<()> {
        self.delete(&keys::session(tenant, id)).await.map(|_| ())
    }
}
