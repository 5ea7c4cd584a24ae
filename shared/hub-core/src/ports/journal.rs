//! The webhook journal.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::ids::TenantId;
use crate::journal::{JournalFilter, KeptRequest, Request};
use crate::page::{Page, PageRequest};

/// Verified requests of a carrier, which are added and never changed.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Adds a request and keeps it until `expires`.
    async fn keep(&self, tenant: &TenantId, request: &KeptRequest, expires: Timestamp) -> PortResult<()>;
    /// The wanted requests, newest first.
    async fn requests(
        &self,
        tenant: &TenantId,
        filter: &JournalFilter,
        page: &PageRequest,
    ) -> PortResult<Page<Request>>;
    /// The wanted requests with what was posted, oldest first.
    async fn kept(
        &self,
        tenant: &TenantId,
        filter: &JournalFilter,
        page: &PageRequest,
    ) -> PortResult<Page<KeptRequest>>;
}
