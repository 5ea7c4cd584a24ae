//! Shares of calls.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::audit::Entry;
use crate::call::share::{Opening, Share};
use crate::ids::{CallId, ShareId, TenantId};

/// What a link to a shared call leads to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShareLink {
    /// Whose call it is.
    pub tenant_id: TenantId,
    /// The call.
    pub call_id: CallId,
    /// The share.
    pub share_id: ShareId,
}

/// A share with its openings.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedShare {
    /// The share.
    pub share: Share,
    /// Its newest openings, the newest first.
    pub openings: Vec<Opening>,
}

/// Shares of calls. Every change of the team carries its line of the audit, in one transaction.
#[async_trait]
pub trait CallShares: Send + Sync {
    /// Keeps a share and where its link leads, which stays known until `known_until`.
    async fn put_share(
        &self,
        tenant: &TenantId,
        share: &Share,
        (token, known_until): (&str, Timestamp),
        entry: &Entry,
    ) -> PortResult<()>;
    /// The shares of a call, the newest first.
    async fn shares(&self, tenant: &TenantId, call: &CallId) -> PortResult<Vec<OpenedShare>>;
    /// One share.
    async fn share(&self, tenant: &TenantId, call: &CallId, id: &ShareId) -> PortResult<Option<Share>>;
    /// Ends a share; `false` if there is none that is not revoked.
    async fn revoke_share(
        &self,
        tenant: &TenantId,
        (call, id): (&CallId, &ShareId),
        now: Timestamp,
        entry: &Entry,
    ) -> PortResult<bool>;
    /// Removes every share of a call with its openings, so that its links lead nowhere. Answers how many shares.
    async fn forget_shares(&self, tenant: &TenantId, call: &CallId) -> PortResult<u64>;
    /// Where a link leads; `None` if it is unknown or was known long enough.
    async fn share_link(&self, token: &str, now: Timestamp) -> PortResult<Option<ShareLink>>;
    /// Notes an opening under an id of its own; `false`, and nothing noted, if the share was revoked.
    async fn note_opening(&self, link: &ShareLink, id: &str, opening: &Opening) -> PortResult<bool>;
}
