//! Templates of WhatsApp: one partition per tenant, which a sync replaces.

use std::collections::HashSet;

use async_trait::async_trait;
use hub_core::ids::TenantId;
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{PortResult, WhatsAppTemplates};
use hub_core::whatsapp::Template;

use super::expression::{Change, key_item, text, text_of};
use super::keys::{self, Key};
use super::{Table, from_item, port_error, to_item, unbuildable};

/// So many parts go into a transaction.
const AT_ONCE: usize = 50;
const PAGE: usize = 100;

#[async_trait]
impl WhatsAppTemplates for Table {
    async fn templates(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<Template>> {
        let place = keys::whatsapp_templates(tenant);
        let start = page.after.as_ref().map(|Position(sid)| key_item(&Key { pk: place.clone(), sk: sid.clone() }));
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(&place))
            .consistent_read(true)
            .limit(i32::try_from(page.limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(port_error)?;
        let next = answer.last_evaluated_key.as_ref().and_then(|last| text_of(last, "sk"));
        let next = next.map(|sid| Position(sid.to_owned()));
        let rows = answer.items.unwrap_or_default().into_iter().map(from_item).collect::<PortResult<_>>()?;
        Ok(Page { rows, next })
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
