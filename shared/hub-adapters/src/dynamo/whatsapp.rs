//! Templates of WhatsApp: one partition per tenant, which a sync replaces.

use std::collections::HashSet;

use async_trait::async_trait;
use hub_core::ids::TenantId;
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{PortResult, WhatsAppTemplates};
use hub_core::whatsapp::Template;

use super::expression::Change;
use super::keys::{self};
use super::pages::Run;
use super::{Table, from_item, to_item, unbuildable};

/// So many parts go into a transaction.
const AT_ONCE: usize = 50;
const PAGE: usize = 100;
/// How every id of a template begins.
///
/// # Source
/// Twilio's Content API: the pattern of `sid` is `^HX[0-9a-fA-F]{32}$`.
const CONTENT: &str = "HX";

#[async_trait]
impl WhatsAppTemplates for Table {
    async fn templates(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<Template>> {
        let pk = keys::whatsapp_templates(tenant);
        self.page_of(&Run { pk: &pk, prefix: CONTENT, newest_first: false }, page, from_item).await
    }

    async fn template(&self, tenant: &TenantId, sid: &str) -> PortResult<Option<Template>> {
        self.read(&keys::whatsapp_template(tenant, sid), true).await?.map(from_item).transpose()
    }

    async fn replace_templates(&self, tenant: &TenantId, templates: &[Template]) -> PortResult<()> {
        let kept: HashSet<&str> = templates.iter().map(|template| template.sid.as_str()).collect();
        let (mut gone, mut after) = (Vec::new(), None);
        loop {
            let page = self.templates(tenant, &PageRequest { limit: PAGE, after }).await?;
            gone.extend(page.rows.into_iter().map(|known| known.sid).filter(|sid| !kept.contains(sid.as_str())));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut parts = Vec::new();
        for template in templates {
            let item = to_item(&keys::whatsapp_template(tenant, &template.sid), "whatsapp_template", template)?;
            parts.push(Change::new().put_in_transaction(&self.name, item).map_err(unbuildable)?);
        }
        for sid in gone {
            let removal = Change::new().delete_in_transaction(&self.name, &keys::whatsapp_template(tenant, &sid));
            parts.push(removal.map_err(unbuildable)?);
        }
        for parts in parts.chunks(AT_ONCE) {
            self.transact(parts.to_vec()).await?.map_err(|_| unbuildable("a template without a condition"))?;
        }
        Ok(())
    }
}
