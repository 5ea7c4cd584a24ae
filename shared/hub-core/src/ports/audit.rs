//! The audit.

use async_trait::async_trait;

use super::PortResult;
use crate::audit::{AuditFilter, Entry};
use crate::ids::TenantId;
use crate::page::{Page, PageRequest};

/// Lines of the audit, which are added and never changed.
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Adds a line that no change carries, such as a sign-in.
    async fn record(&self, tenant: &TenantId, entry: &Entry) -> PortResult<()>;
    /// The wanted lines, newest first.
    async fn entries(&self, tenant: &TenantId, filter: &AuditFilter, page: &PageRequest) -> PortResult<Page<Entry>>;
}
