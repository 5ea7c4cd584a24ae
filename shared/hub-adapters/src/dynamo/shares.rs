//! Shares of calls and their openings: one partition per call, and a pointer from each link's token.

use std::collections::HashMap;

use async_trait::async_trait;
use hub_core::audit::Entry;
use hub_core::call::share::{Opening, Share};
use hub_core::ids::{CallId, ShareId, TenantId};
use hub_core::page::PageRequest;
use hub_core::ports::{CallShares, OpenedShare, PortResult, ShareLink};
use jiff::Timestamp;

use super::expression::{Change, Item, create_in_transaction, number, number_of, text, text_of};
use super::keys::Key;
use super::pages::Run;
use super::{Table, from_item, keys, to_item, unbuildable};

/// So many openings of a share are shown.
const SHOWN: usize = 20;
const BATCH: usize = 500;
const EXPIRES: &str = "expires_at";

/// What lies in the partition of a call's shares.
enum Kept {
    Share(Share),
    Opening(ShareId, Opening),
}

fn kept(item: Item) -> PortResult<Option<Kept>> {
    match text_of(&item, "sk").and_then(keys::parse_opening) {
        Some(share) => Ok(Some(Kept::Opening(share, from_item(item)?))),
        None if text_of(&item, "entity") == Some("share") => Ok(Some(Kept::Share(from_item(item)?))),
        None => Ok(None),
    }
}

#[async_trait]
impl CallShares for Table {
    async fn put_share(
        &self,
        tenant: &TenantId,
        share: &Share,
        (token, known_until): (&str, Timestamp),
        entry: &Entry,
    ) -> PortResult<()> {
        let item = to_item(&keys::share(tenant, &share.call_id, &share.id), "share", share)?;
        let link = ShareLink { tenant_id: tenant.clone(), call_id: share.call_id.clone(), share_id: share.id.clone() };
        let mut pointer = to_item(&keys::directory_share(token), "share_link", &link)?;
        pointer.insert(EXPIRES.to_owned(), number(known_until.as_second()));
        let create = |item| create_in_transaction(&self.name, item).map_err(unbuildable);
        let parts = vec![create(item)?, create(pointer)?, self.audit_part(tenant, entry)?];
        // Ids and tokens are new each time, so nothing of it is there.
        self.transact(parts).await.map(|_| ())
    }

    async fn shares(&self, tenant: &TenantId, call: &CallId) -> PortResult<Vec<OpenedShare>> {
        let pk = keys::shares(tenant, call);
        let run = Run { pk: &pk, prefix: "", newest_first: true };
        let mut page = PageRequest { limit: BATCH, after: None };
        let (mut shares, mut openings): (Vec<Share>, HashMap<ShareId, Vec<Opening>>) = (Vec::new(), HashMap::new());
        loop {
            let found = self.page_of(&run, &page, kept).await?;
            for kept in found.rows.into_iter().flatten() {
                match kept {
                    Kept::Share(share) => shares.push(share),
                    Kept::Opening(share, opening) => {
                        let known = openings.entry(share).or_default();
                        if known.len() < SHOWN {
                            known.push(opening);
                        }
                    }
                }
            }
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
        let with_openings = |share: Share| {
            let openings = openings.remove(&share.id).unwrap_or_default();
            OpenedShare { share, openings }
        };
        Ok(shares.into_iter().map(with_openings).collect())
    }

    async fn share(&self, tenant: &TenantId, call: &CallId, id: &ShareId) -> PortResult<Option<Share>> {
        self.read(&keys::share(tenant, call, id), true).await?.map(from_item).transpose()
    }

    async fn revoke_share(
        &self,
        tenant: &TenantId,
        (call, id): (&CallId, &ShareId),
        now: Timestamp,
        entry: &Entry,
    ) -> PortResult<bool> {
        let change = Change::new().set("revokedAt", text(now.to_string())).when_exists("pk").when_absent("revokedAt");
        let change = change.in_transaction(&self.name, &keys::share(tenant, call, id)).map_err(unbuildable)?;
        Ok(self.transact(vec![change, self.audit_part(tenant, entry)?]).await?.is_ok())
    }

    async fn forget_shares(&self, tenant: &TenantId, call: &CallId) -> PortResult<u64> {
        let pk = keys::shares(tenant, call);
        let run = Run { pk: &pk, prefix: "", newest_first: false };
        let mut gone = 0;
        loop {
            let page = PageRequest { limit: BATCH, after: None };
            let found = self.page_of(&run, &page, |item| Ok(text_of(&item, "sk").map(str::to_owned))).await?;
            if found.rows.is_empty() {
                return Ok(gone);
            }
            for sk in found.rows.into_iter().flatten() {
                let is_share = sk.starts_with(keys::SHARE);
                let was_there = self.delete(&Key { pk: pk.clone(), sk }).await?.is_some();
                gone += u64::from(is_share && was_there);
            }
        }
    }

    async fn share_link(&self, token: &str, now: Timestamp) -> PortResult<Option<ShareLink>> {
        let item = self.read(&keys::directory_share(token), true).await?;
        // The table removes expired items only some time later.
        let is_known = |item: &Item| number_of::<i64>(item, EXPIRES).is_some_and(|expires| expires > now.as_second());
        item.filter(is_known).map(from_item).transpose()
    }

    async fn note_opening(&self, link: &ShareLink, id: &str, opening: &Opening) -> PortResult<bool> {
        let (tenant, call, share) = (&link.tenant_id, &link.call_id, &link.share_id);
        let count = Change::new().add("opened", 1).when_exists("pk").when_absent("revokedAt");
        let count = count.in_transaction(&self.name, &keys::share(tenant, call, share)).map_err(unbuildable)?;
        let line = to_item(&keys::opening(tenant, call, share, id), "share_opening", opening)?;
        let line = create_in_transaction(&self.name, line).map_err(unbuildable)?;
        Ok(self.transact(vec![count, line]).await?.is_ok())
    }
}
