//! Templates and senders of `WhatsApp`.

use async_trait::async_trait;

use super::PortResult;
use crate::ids::TenantId;
use crate::page::{Page, PageRequest};
use crate::whatsapp::Template;

/// A `WhatsApp` sender of the account, as the carrier has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierSender {
    /// `XE…`.
    pub sid: String,
    /// In E.164.
    pub number: String,
    /// The carrier's word for how it stands; `ONLINE` if it can send.
    pub status: String,
}

/// The templates of a tenant, as they were when they were last synced.
#[async_trait]
pub trait WhatsAppTemplates: Send + Sync {
    /// A page, in the order of the ids.
    async fn templates(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<Template>>;
    /// One template.
    async fn template(&self, tenant: &TenantId, sid: &str) -> PortResult<Option<Template>>;
    /// Puts these templates in place of those that are stored.
    async fn replace_templates(&self, tenant: &TenantId, templates: &[Template]) -> PortResult<()>;
}
