//! Templates, and the items that keep each name for one of them.

use async_trait::async_trait;
use hub_core::ids::{TemplateId, TenantId};
use hub_core::page::{Page, PageRequest};
use hub_core::ports::{PortResult, TemplateOutcome, TemplateStore};
use hub_core::templates::MessageTemplate;

use super::expression::{Change, create_in_transaction, key_item, number, text};
use super::keys::{self};
use super::pages::Run;
use super::{Canceled, Table, from_item, to_item, unbuildable};

impl Table {
    fn still(template: &MessageTemplate) -> Change {
        Change::new().when("version", "=", number(template.version))
    }

    fn name_of(template: &MessageTemplate) -> Change {
        Change::new().when_absent_or("templateId", "=", text(template.id.as_str()))
    }
}

#[async_trait]
impl TemplateStore for Table {
    async fn template(&self, tenant: &TenantId, id: &TemplateId) -> PortResult<Option<MessageTemplate>> {
        self.read(&keys::template(tenant, id), true).await?.map(from_item).transpose()
    }

    async fn templates(&self, tenant: &TenantId, page: &PageRequest) -> PortResult<Page<MessageTemplate>> {
        let pk = keys::templates(tenant);
        self.page_of(&Run { pk: &pk, prefix: keys::TEMPLATES, newest_first: false }, page, from_item).await
    }

    async fn put_template(
        &self,
        tenant: &TenantId,
        before: Option<&MessageTemplate>,
        template: &MessageTemplate,
    ) -> PortResult<TemplateOutcome> {
        let item = to_item(&keys::template(tenant, &template.id), "template", template)?;
        let name = keys::template_name(tenant, &template.name);
        let mut named = key_item(&name);
        named.insert("entity".to_owned(), text("template_name"));
        named.insert("templateId".to_owned(), text(template.id.as_str()));
        let mut parts = vec![
            match before {
                None => create_in_transaction(&self.name, item),
                Some(before) => Self::still(before).put_in_transaction(&self.name, item),
            },
            Self::name_of(template).put_in_transaction(&self.name, named),
        ];
        let old = before.map(|before| keys::template_name(tenant, &before.name)).filter(|old| *old != name);
        parts.extend(old.map(|old| Self::name_of(template).delete_in_transaction(&self.name, &old)));
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        Ok(match self.transact(parts).await? {
            Ok(()) => TemplateOutcome::Stored,
            Err(Canceled::Condition(1)) => TemplateOutcome::NameTaken,
            Err(Canceled::Condition(_)) => TemplateOutcome::Moved,
        })
    }

    async fn delete_template(&self, tenant: &TenantId, template: &MessageTemplate) -> PortResult<bool> {
        let (key, name) = (keys::template(tenant, &template.id), keys::template_name(tenant, &template.name));
        let parts = vec![
            Self::still(template).delete_in_transaction(&self.name, &key),
            Self::name_of(template).delete_in_transaction(&self.name, &name),
        ];
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        Ok(self.transact(parts).await?.is_ok())
    }
}
